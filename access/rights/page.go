package rights

import (
	"bufio"
	"fmt"
	"html"
	"strings"
	"time"

	"continuum/access"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/resource"
)

// page writes index.html, for the person to read: no script, and nothing that leads
// elsewhere.
func (x *exporting) page(w *bufio.Writer) error {
	p := &page{w: w}
	x.head(p)
	for _, part := range []func(*page) error{x.keptPart, x.factsPart, x.othersPart, x.looksPart} {
		if err := part(p); err != nil {
			return err
		}
	}
	p.raw("</main></body></html>\n")
	return p.err
}

// page is HTML being written: raw is ours, all else is text.
type page struct {
	w   *bufio.Writer
	err error
}

func (p *page) raw(markup string) {
	if p.err == nil {
		_, p.err = p.w.WriteString(markup)
	}
}

func (p *page) text(s string) {
	p.raw(html.EscapeString(strings.Map(shown, strings.ToValidUTF8(s, "\ufffd"))))
}

// in writes a text within an element.
func (p *page) in(element, s string) {
	p.raw("<" + element + ">")
	p.text(s)
	p.raw("</" + element + ">")
}

const pageHead = `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Everything held about you</title><style>
body{font:1.1rem/1.5 Arial,sans-serif;margin:0;color:#212b32;background:#fff}main{max-width:60rem;margin:0 auto;padding:1rem}
h1,h2,h3{line-height:1.2}details{border-bottom:1px solid #d8dde0;padding:.4rem 0}summary{cursor:pointer}dl{margin:.3rem 0 .3rem 1rem}dt{font-weight:bold}dd{margin:0 0 .3rem 1rem;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid #d8dde0}.note{color:#4c6272}
</style></head><body><main>
<h1>Everything held about you</h1>
`

func (x *exporting) head(p *page) {
	p.raw(pageHead)
	p.in("p", fmt.Sprintf("This is what %s holds about you on %s. Your record's number here is %s.", x.Place.Name, day(x.at.In(x.zone)), x.person))
	p.raw("<p>Beside this page there are <code>bundle.json</code>, the same in a form that another health or care system can read (FHIR R4), with every earlier version; <code>audit.csv</code>, who looked at your record, for a spreadsheet; and <code>other.json</code>, what is on this page beside your record, for a machine.</p>\n")
	p.in("p", "If something is wrong, or you want to object to something, tell any of those who care for you, or ask for it on your own page. You need not say why, and you get an answer within a month.")
	p.raw("\n<ul><li><a href=\"#kept\">What is kept here</a></li><li><a href=\"#told\">What partners told us</a></li><li><a href=\"#others\">Who has to do with you, accounts and requests</a></li><li><a href=\"#looks\">Who looked</a></li></ul>\n")
}

// keptPart tells of what is kept, by section.
func (x *exporting) keptPart(p *page) error {
	p.raw("<h2 id=\"kept\">What is kept here</h2>\n")
	if len(x.traces) == 0 {
		p.in("p", "Nothing.")
	}
	section, k := "", &keptOne{p: p}
	for some := range chunked(x.traces) {
		if next := access.SectionOf(some[0].Type.Name); next != section {
			k.end()
			section = next
			p.in("h3", capital(section))
			p.raw("\n")
		}
		if err := x.Record.Every(x.tx, some, k.take); err != nil {
			return err
		}
		if err := x.ctx.Err(); err != nil {
			return err
		}
	}
	k.end()
	return p.err
}

// chunked gives runs of resources of one section.
func chunked(all []record.Trace) func(yield func([]record.Trace) bool) {
	const most = 200
	return func(yield func([]record.Trace) bool) {
		for len(all) > 0 {
			n, section := 1, access.SectionOf(all[0].Type.Name)
			for n < min(len(all), most) && access.SectionOf(all[n].Type.Name) == section {
				n++
			}
			if !yield(all[:n]) {
				return
			}
			all = all[n:]
		}
	}
}

// keptOne gathers the versions of one resource, of which the last is shown.
type keptOne struct {
	p       *page
	key     record.Key
	last    []byte
	deleted time.Time
	earlier int
}

func (k *keptOne) take(r record.Resource) error {
	if r.Key != k.key {
		k.end()
		k.key = r.Key
	}
	if k.deleted = (time.Time{}); r.Deleted {
		k.deleted = r.At
		return k.p.err
	}
	if k.last != nil {
		k.earlier++
	}
	k.last = r.Content
	return k.p.err
}

// end writes the resource.
func (k *keptOne) end() {
	if k.last != nil {
		note := ""
		if !k.deleted.IsZero() {
			note = "Deleted on " + day(k.deleted) + "; this is what it was before. "
		}
		if k.earlier > 0 {
			note += fmt.Sprintf("There are %d earlier versions in bundle.json.", k.earlier)
		}
		k.p.resource(k.last, note)
	}
	*k = keptOne{p: k.p}
}

// factsPart tells of what partners' extracts say.
func (x *exporting) factsPart(p *page) error {
	p.raw("<h2 id=\"told\">What partners told us</h2>\n")
	if len(x.facts) == 0 {
		p.in("p", "Nothing.")
	}
	for i := range x.facts {
		p.resource(x.facts[i].Content, "")
	}
	return p.err
}

// resource writes one: a line of what it is, and all it says beneath.
func (p *page) resource(content []byte, note string) {
	n, err := resource.Parse(content, resource.Limits{})
	if err != nil {
		if p.err == nil {
			p.err = err
		}
		return
	}
	p.raw("<details><summary>")
	if when := whenOf(n); when != "" {
		p.text(when + ": ")
	}
	p.text(capital(inWords(n.Get("resourceType").Text())))
	if what := whatOf(n); what != "" {
		p.text(", " + what)
	}
	p.raw("</summary>")
	if note != "" {
		p.raw(`<p class="note">`)
		p.text(note)
		p.raw("</p>")
	}
	p.tree(n, 0)
	p.raw("</details>\n")
}

// looksPart tells who looked.
func (x *exporting) looksPart(p *page) error {
	p.raw("<h2 id=\"looks\">Who looked</h2>\n<table><thead><tr><th>When</th><th>Who</th><th>What was done</th><th>What for</th></tr></thead><tbody>\n")
	err := x.looks(func(e *audit.Entry, _ string) error {
		l := x.lookOf(e)
		p.raw("<tr>")
		p.in("td", l.when)
		p.in("td", joined(", ", l.who, l.role, l.partner))
		done := l.what + " " + l.of
		if e.Outcome != audit.OK {
			done += " (" + l.outcome + ")"
		}
		p.in("td", done)
		p.in("td", joined("; ", l.why, l.reason))
		p.raw("</tr>\n")
		return p.err
	})
	p.raw("</tbody></table>\n")
	return err
}

// joined joins the texts that say something.
func joined(with string, texts ...string) string {
	var all []string
	for _, s := range texts {
		if s != "" {
			all = append(all, s)
		}
	}
	return strings.Join(all, with)
}
