package fhir

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"continuum/record"
	"continuum/record/resource"
)

// bundle is a Bundle being written: resources go in as they are kept. All but its
// entries must be told before the first of them.
type bundle struct {
	kind  string // searchset or history
	at    time.Time
	total int64 // -1: not told
	links [][2]string
	text  bytes.Buffer
	count int // entries
}

// room makes place for resources, so that what is written need not move as it grows.
func (b *bundle) room(lists ...[]record.Resource) {
	const around = 256 // bytes of an entry beside its resource
	n := 4 * around
	for _, list := range lists {
		for i := range list {
			n += len(list[i].Content) + around
		}
	}
	b.text.Grow(n)
}

// holding adds an entry that holds a resource between two other members.
func (b *bundle) holding(before string, content []byte, after string) {
	b.next()
	b.text.WriteString(before)
	b.text.WriteString(`,"resource":`)
	b.text.Write(content)
	b.text.WriteByte(',')
	b.text.WriteString(after)
	b.text.WriteByte('}')
}

// add adds an entry of members given as JSON.
func (b *bundle) add(members ...string) {
	b.next()
	for i, m := range members {
		if i > 0 {
			b.text.WriteByte(',')
		}
		b.text.WriteString(m)
	}
	b.text.WriteByte('}')
}

// next begins an entry.
func (b *bundle) next() {
	if b.count++; b.count == 1 {
		b.head()
		b.text.WriteString(`,"entry":[{`)
		return
	}
	b.text.WriteString(`,{`)
}

// head writes what comes before the entries.
func (b *bundle) head() {
	b.text.WriteString(`{"resourceType":"Bundle","type":` + resource.Quote(b.kind) + `,"timestamp":` + resource.Quote(b.at.UTC().Format(record.Instant)))
	if b.total >= 0 {
		b.text.WriteString(`,"total":` + strconv.FormatInt(b.total, 10))
	}
	for i, l := range b.links {
		b.text.WriteString([]string{`,"link":[`, `,`}[min(i, 1)] + `{"relation":` + resource.Quote(l[0]) + `,"url":` + resource.Quote(l[1]) + `}`)
	}
	if len(b.links) > 0 {
		b.text.WriteByte(']')
	}
}

func (b *bundle) answer() *answer {
	if b.count == 0 {
		b.head()
	} else {
		b.text.WriteByte(']')
	}
	b.text.WriteByte('}')
	return &answer{status: http.StatusOK, body: b.text.Bytes()}
}

func (s *Server) fullURL(key record.Key) string {
	return `"fullUrl":` + resource.Quote(s.base+"/"+key.String())
}
