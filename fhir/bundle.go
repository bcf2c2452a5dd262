package fhir

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"continuum/record"
	"continuum/record/resource"
)

// bundle is a Bundle being written: resources go in as they are kept.
type bundle struct {
	kind    string // searchset or history
	total   int64  // -1: not told
	links   [][2]string
	entries bytes.Buffer
	count   int
}

// room makes place for resources, so that what is written need not move as it grows.
func (b *bundle) room(lists ...[]record.Resource) {
	const around = 256 // bytes of an entry beside its resource
	n := 0
	for _, list := range lists {
		for i := range list {
			n += len(list[i].Content) + around
		}
	}
	b.entries.Grow(n)
}

// holding adds an entry that holds a resource between two other members.
func (b *bundle) holding(before string, content []byte, after string) {
	if b.count > 0 {
		b.entries.WriteByte(',')
	}
	b.count++
	b.entries.WriteByte('{')
	b.entries.WriteString(before)
	b.entries.WriteString(`,"resource":`)
	b.entries.Write(content)
	b.entries.WriteByte(',')
	b.entries.WriteString(after)
	b.entries.WriteByte('}')
}

// add begins an entry with the members given as JSON.
func (b *bundle) add(members ...string) {
	if b.count > 0 {
		b.entries.WriteByte(',')
	}
	b.count++
	b.entries.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			b.entries.WriteByte(',')
		}
		b.entries.WriteString(m)
	}
	b.entries.WriteByte('}')
}

func (b *bundle) answer(now time.Time) *answer {
	var out bytes.Buffer
	out.Grow(b.entries.Len() + 1024)
	out.WriteString(`{"resourceType":"Bundle","type":` + resource.Quote(b.kind) + `,"timestamp":` + resource.Quote(now.UTC().Format(record.Instant)))
	if b.total >= 0 {
		out.WriteString(`,"total":` + strconv.FormatInt(b.total, 10))
	}
	for i, l := range b.links {
		out.WriteString([]string{`,"link":[`, `,`}[min(i, 1)] + `{"relation":` + resource.Quote(l[0]) + `,"url":` + resource.Quote(l[1]) + `}`)
	}
	if len(b.links) > 0 {
		out.WriteByte(']')
	}
	if b.count > 0 {
		out.WriteString(`,"entry":[`)
		out.Write(b.entries.Bytes())
		out.WriteByte(']')
	}
	out.WriteByte('}')
	return &answer{status: http.StatusOK, body: out.Bytes()}
}

func (s *Server) fullURL(key record.Key) string {
	return `"fullUrl":` + resource.Quote(s.base+"/"+key.String())
}
