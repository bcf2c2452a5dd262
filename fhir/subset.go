package fhir

import (
	"bytes"
	"slices"

	"continuum/record"
	"continuum/record/resource"
	"continuum/record/search"
)

// subset gives of a resource what _summary and _elements ask for: whole members,
// those that must be there among them, and a tag that says so.
func subset(x *record.Resource, asked *search.Search) ([]byte, error) {
	if len(asked.Elements) == 0 && (asked.Summary == "" || asked.Summary == "false") {
		return x.Content, nil
	}
	n, err := x.Parsed()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for name, member := range n.Members() {
		if !wanted(x, name, asked) {
			continue
		}
		out.WriteString([]string{"{", ","}[min(out.Len(), 1)] + resource.Quote(name) + ":")
		if name == "meta" {
			out.Write(tagged(member))
			continue
		}
		out.Write(member.Raw())
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

func wanted(x *record.Resource, name string, asked *search.Search) bool {
	switch name {
	case "resourceType", "id", "meta":
		return true
	}
	m := x.Type.Member(trimmed(name))
	if m == nil {
		return false
	}
	must, element := m.Element.Min > 0, m.Element.Name
	switch {
	case len(asked.Elements) > 0:
		return must || slices.Contains(asked.Elements, element)
	case asked.Summary == "true":
		return must || m.Element.Summary
	case asked.Summary == "text":
		return must || element == "text"
	}
	return element != "text" // data
}

// trimmed is the name of the element that a member with an underscore belongs to.
func trimmed(name string) string {
	if name != "" && name[0] == '_' {
		return name[1:]
	}
	return name
}

const subsetted = `{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}`

// tagged adds to a meta the tag that a resource is not whole.
func tagged(meta resource.Node) []byte {
	edit := resource.NewEdit(meta)
	var tags bytes.Buffer
	tags.WriteString("[" + subsetted)
	for tag := range meta.Get("tag").Items() {
		tags.WriteByte(',')
		tags.Write(tag.Raw())
	}
	edit.Set(meta, "tag", tags.String()+"]")
	if out, err := edit.Bytes(); err == nil {
		return out
	}
	return meta.Raw()
}
