package path

import (
	"strings"

	"continuum/record/resource"
)

// streamResolve goes from references (and canonical or uri values) to what they
// point at. Without a resolver the type that a reference shows is enough for
// "resolve() is Patient", and contained resources are found in the resource.
func streamResolve(c *compiler, f call, next step) step {
	return c.input(f.node, f.outer, func(r *run, v Value) bool {
		if !r.step() {
			return false
		}
		target := r.resolved(v)
		return target.kind == Nothing || next(r, target)
	})
}

func (r *run) resolved(v Value) Value {
	if v.kind != Element && v.kind != String {
		return Value{}
	}
	text := v.reference()
	if id, ok := strings.CutPrefix(text, "#"); ok {
		return r.contained(id)
	}
	if r.env.Resolve != nil {
		return r.env.Resolve(v)
	}
	if typ, _ := referenceParts(text); typ != "" {
		return OfType(typ)
	}
	if typ := v.node.Get("type").Text(); typ != "" && v.node.Kind() == resource.Object {
		return OfType(typ)
	}
	return Value{}
}

// reference is the text of a Reference, or a primitive's own.
func (v Value) reference() string {
	if v.node.Kind() == resource.Object {
		return v.node.Get("reference").Text()
	}
	s, _ := v.anyText()
	return s
}

// contained finds a resource within the root resource; # alone is the root itself.
func (r *run) contained(id string) Value {
	root := r.root()
	if id == "" {
		return root
	}
	for item := range root.node.Get("contained").Items() {
		if item.Get("id").Text() == id {
			return Of(item, "")
		}
	}
	return Value{}
}

// referenceParts takes Type and id from Type/id, an absolute address or one with
// a version; empty for anything else, such as urn:uuid.
func referenceParts(reference string) (typ, id string) {
	reference, _, _ = strings.Cut(reference, "/_history/")
	at := strings.LastIndexByte(reference, '/')
	if at < 0 {
		return "", ""
	}
	typ, id = reference[:at], reference[at+1:]
	typ = typ[strings.LastIndexByte(typ, '/')+1:]
	if !isUpper(typ) || id == "" || strings.ContainsAny(typ, ".:?") {
		return "", ""
	}
	return typ, id
}
