package cohort_test

import "continuum/link"

// erasedList is whoever has one of these local ids.
type erasedList map[string]bool

func (e erasedList) Has(r link.Registration) bool { return e[r.LocalID] }
func (e erasedList) Len() int                     { return len(e) }
