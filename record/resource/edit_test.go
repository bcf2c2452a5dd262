package resource

import (
	"strings"
	"testing"

	"continuum/internal/fault"
)

func TestStamp(t *testing.T) {
	stamp := Stamp{ID: "7", VersionID: "3", LastUpdated: "2026-11-27T06:44:29Z"}
	for text, want := range map[string]string{
		`{"resourceType":"Patient"}`:                                      `{"resourceType":"Patient","id":"7","meta":{"versionId":"3","lastUpdated":"2026-11-27T06:44:29Z"}}`,
		"{\n  \"resourceType\" : \"Patient\",\n  \"x\" : 1.00\n}":         "{\n  \"resourceType\" : \"Patient\",\n  \"id\" : \"7\",\n  \"meta\" : {\"versionId\":\"3\",\"lastUpdated\":\"2026-11-27T06:44:29Z\"},\n  \"x\" : 1.00\n}",
		`{"id":"old","meta":{"profile":["p"],"versionId":"1"},"n":[1.0]}`: `{"id":"7","meta":{"profile":["p"],"versionId":"3","lastUpdated":"2026-11-27T06:44:29Z"},"n":[1.0]}`,
		`{"meta":{},"id":"x"}`:                                            `{"meta":{"versionId":"3","lastUpdated":"2026-11-27T06:44:29Z"},"id":"7"}`,
		`{}`:                                                              `{"id":"7","meta":{"versionId":"3","lastUpdated":"2026-11-27T06:44:29Z"}}`,
		`{"meta":null}`:                                                   `{"meta":{"versionId":"3","lastUpdated":"2026-11-27T06:44:29Z"},"id":"7"}`,
	} {
		e := NewEdit(parse(t, text))
		stamp.Apply(e)
		got, err := e.Bytes()
		if err != nil || string(got) != want {
			t.Errorf("%s\ngives %s %v\nwant  %s", text, got, err, want)
		}
		parse(t, string(got))
	}
}

func TestRewriteReferences(t *testing.T) {
	n := parse(t, `{"a":"urn:uuid:1", "b":{"reference":"urn:uuid:2"},"c":["urn:uuid:1", 1.0]}`)
	e := NewEdit(n)
	e.Rewrite(func(s string) (string, bool) { return "Patient/9", s == "urn:uuid:1" })
	got, err := e.Bytes()
	if want := `{"a":"Patient/9", "b":{"reference":"urn:uuid:2"},"c":["Patient/9", 1.0]}`; err != nil || string(got) != want {
		t.Errorf("%s %v", got, err)
	}
}

func TestEditOfAPart(t *testing.T) {
	n := parse(t, `{"entry":[{"resource": {"id":"a","x":1} }]}`)
	e := NewEdit(n.Get("entry").First().Get("resource"))
	Stamp{ID: "b"}.Apply(e)
	if got, err := e.Bytes(); err != nil || string(got) != `{"id":"b","x":1}` {
		t.Errorf("%s %v", got, err)
	}
}

func TestEditRefuses(t *testing.T) {
	n := parse(t, `{"a":{"b":1}}`)
	for want, change := range map[string]func(*Edit){
		"not in the document": func(e *Edit) { e.Replace(parse(t, `1`), "2") },
		"in an object only":   func(e *Edit) { e.Set(n.Get("a").Get("b"), "c", "1") },
		"two changes meet":    func(e *Edit) { e.Replace(n.Get("a"), "1"); e.Replace(n.Get("a").Get("b"), "2") },
		"names a value":       func(e *Edit) { e.Set(n.Get("z"), "c", "1") },
	} {
		e := NewEdit(n)
		change(e)
		if _, err := e.Bytes(); err == nil || !strings.Contains(err.Error(), want) || fault.CodeOf(err) != fault.Internal {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := NewEdit(Node{}).Bytes(); err == nil {
		t.Error("nothing was written")
	}
}

func TestQuoteRoundTrip(t *testing.T) {
	for _, s := range []string{"", "plain", "q\"b\\n\n\r\t\x00\x1f\x7f", "é😀\u2028", "\xffx"} {
		if got := parse(t, Quote(s)).Text(); got != strings.ToValidUTF8(s, "\ufffd") {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{`{"a":1,"b":[1,2]}`, `{ "b":[1,2], "a":1 }`, true},
		{`{"a":1}`, `{"b":1}`, false},
		{`{"a":1,"b":1}`, `{"a":1}`, false},
		{`[1,2]`, `[2,1]`, false},
		{`1.0`, `1.00`, false},
		{`1`, `1.0`, false},
		{`1.0e0`, `1.0`, true},
		{`1.5E+2`, `15e1`, true},
		{`-0`, `0`, false},
		{`1e99999999999999999999`, `1e99999999999999999999`, true},
		{`1e99999999999999999999`, `1e99999999999999999998`, false},
		{`"\u0041"`, `"A"`, true},
		{`null`, `false`, false},
		{`true`, `false`, false},
	} {
		if got := Equal(parse(t, c.a), parse(t, c.b)); got != c.want {
			t.Errorf("Equal(%s, %s) = %v", c.a, c.b, got)
		}
	}
}
