package path

// navigation: section "Tree navigation".
var navigation = map[string]function{
	"children":    {stream: streamChildren},
	"descendants": {stream: streamDescendants},
}

func streamChildren(c *compiler, f call, next step) step {
	return c.input(f.node, f.outer, func(r *run, v Value) bool { return c.model.eachChild(r, v, next) })
}

// streamDescendants goes down at once, without a buffer: a tree has no item twice.
func streamDescendants(c *compiler, f call, next step) step {
	var down step
	visit := func(r *run, v Value) bool { return next(r, v) && down(r, v) }
	down = func(r *run, v Value) bool { return c.model.eachChild(r, v, visit) }
	return c.input(f.node, f.outer, down)
}
