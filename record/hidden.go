package record

// hide leaves out of a search what is kept and something held stands for.
func (q *query) hide() error {
	if q.aside == nil || len(q.aside.Hidden) == 0 {
		return nil
	}
	ordinals, err := q.hidden()
	if len(ordinals) > 0 {
		q.probes = append(q.probes, notClause{theseClause(ordinals)})
	}
	return err
}

// hidden gives the ordinals of what is kept and not shown.
func (a *asking) hidden() (ordinals []int64, err error) {
	if a.aside == nil {
		return nil, nil
	}
	keys := make([]string, len(a.aside.Hidden))
	for i, key := range a.aside.Hidden {
		keys[i] = key.String()
	}
	rows, err := a.rowsAt(keys)
	for _, o := range rows {
		ordinals = append(ordinals, o)
	}
	return ordinals, err
}
