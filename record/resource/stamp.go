package resource

import "strings"

// Stamp is what a server sets in a resource that it stores; an empty part is
// left as the sender wrote it.
type Stamp struct {
	ID          string
	VersionID   string
	LastUpdated string // an instant of FHIR, such as 2026-11-27T06:44:29.123Z
}

// Apply adds the stamp to the changes of an edit of a resource. A meta that is
// not an object is replaced.
func (s Stamp) Apply(e *Edit) {
	if s.ID != "" {
		e.Set(e.root, "id", Quote(s.ID), "resourceType")
	}
	var parts []string
	meta := e.root.Get("meta")
	for _, p := range [][2]string{{"versionId", s.VersionID}, {"lastUpdated", s.LastUpdated}} {
		if p[1] == "" {
			continue
		}
		if meta.Kind() == Object && meta.Len() > 0 {
			e.Set(meta, p[0], Quote(p[1]))
		}
		parts = append(parts, Quote(p[0])+":"+Quote(p[1]))
	}
	if len(parts) > 0 && meta.Len() == 0 {
		e.Set(e.root, "meta", "{"+strings.Join(parts, ",")+"}", "id", "resourceType")
	}
}

// Rewrite replaces every string of the resource that to knows, wherever it
// stands: what a transaction does with the temporary ids of its entries. The
// name of a member is not a string in this sense.
func (e *Edit) Rewrite(to func(text string) (string, bool)) {
	for n := range e.root.All() {
		if n.Kind() != String {
			continue
		}
		if text, ok := to(n.Text()); ok {
			e.Replace(n, Quote(text))
		}
	}
}
