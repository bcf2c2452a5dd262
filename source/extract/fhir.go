package extract

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"continuum/internal/fault"
)

// maxResource bounds one resource or Bundle entry.
const maxResource = 16 << 20

// maxSkippedTypes bounds the count of resources nobody asked for; R4 has about
// 150 types, and what a file claims beyond that is counted as "other".
const maxSkippedTypes = 300

// fhirReader reads resources from NDJSON or from the entries of a Bundle.
type fhirReader struct {
	src     *source
	win     *window
	plans   map[string]*plan
	walk    walker
	screen  screen
	bundle  bool
	line    int64 // of the line being read, or number of the entry
	read    int64 // rows handed over
	sound   bool  // a resource was seen, so the file is FHIR
	skipped map[string]int64
}

func newFHIR(src *source, f Format) (*fhirReader, error) {
	plans, err := compile(src.path, f.Resources)
	if err != nil {
		return nil, err
	}
	text, err := decode(src, f.Encoding)
	if err != nil {
		return nil, err
	}
	r := &fhirReader{src: src, win: newWindow(text, maxResource), plans: plans, skipped: map[string]int64{}}
	return r, r.begin()
}

func (r *fhirReader) columns() []string { return nil }
func (r *fhirReader) rows() int64       { return r.read }

// begin looks at the first bytes: are they FHIR, and a Bundle or lines?
func (r *fhirReader) begin() error {
	first, err := r.next()
	switch {
	case err != nil:
		return err
	case first == 0:
		return emptyFile(r.src)
	case first != '{':
		return r.notFHIR("it begins with " + seems(r.win.unread()))
	}
	r.bundle = isDocument(r.win.unread())
	return nil
}

func seems(head []byte) string {
	if what := guessKind(head); what != "" {
		return "what looks like " + what
	}
	first, _ := utf8.DecodeRune(head)
	return fmt.Sprintf("%q", first)
}

func (r *fhirReader) notFHIR(why string) error {
	return &fault.Error{
		Code: fault.Invalid, File: r.src.path, Line: r.line, Reason: "not a FHIR Bundle or NDJSON: " + why,
		Fix: "check `format:`, or ask the partner for a Bundle or one resource a line",
	}
}

// isDocument tells a Bundle (or any JSON laid out over several lines) from
// NDJSON, whose first line is a whole resource.
func isDocument(head []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(head))
	_, err := d.ReadToken()
	entries := false
	for err == nil && d.PeekKind() == '"' {
		name, _ := d.ReadToken()
		switch key := name.String(); key {
		case "resourceType":
			kind, err := d.ReadValue()
			return err == nil && string(plainString(kind)) == "Bundle" || severalLines(head, d)
		case "entry":
			entries = d.PeekKind() == '['
		}
		err = d.SkipValue()
	}
	return entries || severalLines(head, d)
}

func severalLines(head []byte, d *jsontext.Decoder) bool {
	return bytes.IndexByte(head[:d.InputOffset()], '\n') >= 0
}

func (r *fhirReader) each(s Sink) error {
	if r.bundle {
		return r.bundles(s)
	}
	return r.lines(s)
}

// lines reads NDJSON.
func (r *fhirReader) lines(s Sink) error {
	for {
		line, ok := r.win.line('\n')
		if len(line) == 0 || ok && line[len(line)-1] != '\n' && r.win.failure() != nil {
			return r.win.failure()
		}
		r.line++
		if err := r.oneLine(s, line, ok); err != nil {
			return err
		}
	}
}

func (r *fhirReader) oneLine(s Sink, line []byte, ok bool) error {
	if !ok {
		return r.tooLong(s)
	}
	r.win.at += len(line)
	if line = bytes.TrimSpace(line); len(line) == 0 {
		return nil
	}
	if !r.screen.sure(line) {
		if err := checkJSON(line); err != nil {
			return r.reject(s, line, jsonReason(err))
		}
	}
	return r.resource(s, line, nil)
}

// tooLong gives up a line that does not fit the window, in the window's memory.
func (r *fhirReader) tooLong(s Sink) error {
	err := r.reject(s, r.win.unread(), "the line is longer than 16 MiB")
	for ok := false; err == nil && !ok; {
		r.win.at = r.win.end
		var line []byte
		if line, ok = r.win.line('\n'); ok {
			r.win.at += len(line)
		}
	}
	return err
}

func jsonReason(err error) string {
	return "not valid JSON: " + excerpt([]byte(strings.TrimPrefix(err.Error(), "jsontext: ")), 300)
}

// reject hands over a broken resource; before any sound one it is a fault of the file.
func (r *fhirReader) reject(s Sink, raw []byte, reason string) error {
	if !r.sound {
		return r.notFHIR(reason)
	}
	return s.Broken(Broken{Line: r.line, Reason: reason, Raw: rawText(raw)})
}

// resource hands over the rows of one resource of valid JSON.
func (r *fhirReader) resource(s Sink, raw, address []byte) error {
	kind := plainString(member(raw, "resourceType"))
	switch {
	case len(kind) == 0:
		return r.reject(s, raw, "there is no resourceType")
	case string(kind) == "Bundle":
		return r.reject(s, raw, "a Bundle inside other resources is not read")
	}
	r.sound = true
	p := r.plans[string(kind)]
	if p == nil {
		r.skip(string(kind))
		return nil
	}
	fields := r.walk.take(p, raw, address)
	if bytes.IndexByte(r.walk.undone, 0) >= 0 {
		return r.reject(s, raw, nulReason(p, fields))
	}
	for _, set := range p.sets {
		r.read++
		if err := s.Row(Row{Set: set.set, Line: r.line, Fields: fields[set.from:set.to:set.to]}); err != nil {
			return err
		}
	}
	return nil
}

func nulReason(p *plan, fields [][]byte) string {
	for i, f := range fields {
		if bytes.IndexByte(f, 0) >= 0 {
			return fmt.Sprintf("column %q holds a NUL character", p.names[i])
		}
	}
	return "the resource holds a NUL character"
}

func (r *fhirReader) skip(kind string) {
	if _, known := r.skipped[kind]; !known && len(r.skipped) >= maxSkippedTypes {
		kind = "other"
	}
	r.skipped[kind]++
}
