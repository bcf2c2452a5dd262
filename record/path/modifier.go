package path

// streamCheckModifiers passes the input on, and fails when an element has a modifier
// extension other than those named (fhirpath.html of R4): who reads a statement
// without its modifier may read its opposite.
func streamCheckModifiers(c *compiler, f call, next step) step {
	known := make([]single, len(f.args))
	for i, a := range f.args {
		known[i] = c.single(a, f.inner)
	}
	k := c.slot()
	check := c.input(f.node, f.outer, func(r *run, v Value) bool {
		for m := v.node.Get("modifierExtension").First(); !m.Missing(); m = m.Next() {
			if url := m.Get("url").Text(); !r.holds(r.slots[k].items, Text(url)) {
				r.fail(f.at, "deal with it, and name it here", "there is a modifier extension %s", url)
				return false
			}
		}
		return next(r, v)
	})
	return func(r *run, this Value) bool {
		r.slots[k].items = r.slots[k].items[:0]
		for _, one := range known {
			r.slots[k].items = append(r.slots[k].items, one(r, this))
		}
		return check(r, this)
	}
}
