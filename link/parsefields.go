package link

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// declared reads the fields of a link.yaml, which all else refers to.
func (p *parser) declared(top *yaml.Node) {
	for i := 0; top.Kind == yaml.MappingNode && i+1 < len(top.Content); i += 2 {
		switch {
		case top.Content[i].Value != "fields":
		case p.ofPlace:
			p.wrong(top.Content[i], "take the key out; change the SELECT of a feed instead", "the feeds of table registration fill the fields of a place")
			return
		default:
			p.fieldList(top.Content[i+1])
			return
		}
	}
}

// fieldList reads each field's columns and, where it is not a standard one, its
// type.
func (p *parser) fieldList(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		p.wrong(n, "write name: {columns: [a]} lines", "fields must be a mapping")
		return
	}
	p.cfg.Fields = []Field{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i]
		f, kind, at := p.oneField(name.Value, n.Content[i+1])
		switch {
		case slices.ContainsFunc(p.cfg.Fields, func(have Field) bool { return have.Name == f.Name }):
			p.wrong(name, "keep one of them", "field given twice")
			continue
		case standardField(f.Name) >= 0:
			if own := fieldTypes[standardField(f.Name)]; kind != "" && kind != own {
				p.wrong(at, "leave its type out or write type: "+own, "%s is of type %s", f.Name, own)
			}
		case !fieldName(f.Name):
			p.wrong(name, "use small letters, digits and _", "not a name for a field")
			continue
		case slices.Contains(comparisonNames[:], f.Name) || keyByName[f.Name] != 0:
			p.wrong(name, "choose another name", "the name of a comparison or blocking key")
			continue
		case kind == "":
			p.wrong(name, "add type: with one of "+strings.Join(kindNames[:], ", "), "no standard field, so it needs a type")
		case !slices.Contains(kindNames[:], kind):
			p.wrong(at, closest(kind, kindNames[:]), "unknown type of field")
		default:
			f.Kind = Kind(slices.Index(kindNames[:], kind))
		}
		p.cfg.Fields = append(p.cfg.Fields, f)
		if more := p.cfg.further(); len(more) > MaxFurther {
			p.wrong(name, "keep those that tell people apart best", "more than %d fields beside the standard ones", MaxFurther)
			p.cfg.Fields = p.cfg.Fields[:len(p.cfg.Fields)-1]
		}
	}
	if len(p.cfg.Fields) == 0 {
		p.wrong(n, "leave the key out to find columns by their usual headers", "no fields")
	}
}

// oneField reads a field, its type and where that stands.
func (p *parser) oneField(name string, n *yaml.Node) (f Field, kind string, at *yaml.Node) {
	f.Name = name
	p.fields(n, "field "+name, map[string]func(*yaml.Node){
		"type": func(n *yaml.Node) { kind, at = n.Value, n },
		"columns": func(n *yaml.Node) {
			for _, item := range p.sequence(n, "columns") {
				f.Columns = append(f.Columns, item.Value)
			}
		},
	})
	if len(f.Columns) == 0 {
		f.Columns = []string{name}
	}
	return f, kind, at
}

// fieldName says whether a name is made of small letters, digits and underscores.
func fieldName(name string) bool {
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return name != "" && len(name) <= 40
}
