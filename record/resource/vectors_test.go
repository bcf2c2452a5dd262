package resource

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"continuum/internal/testkit"
)

// TestVectorsExamplesRoundTrip reads every official example, gives its bytes
// back, stamps it and finds all else as it was.
func TestVectorsExamplesRoundTrip(t *testing.T) {
	count := 0
	testkit.Packed(t, filepath.Join(testkit.Vectors(t, "record", "examples"), "*.tar.gz"), func(name string, text []byte) {
		n, err := Parse(text, Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if !bytes.Equal(n.Raw(), bytes.TrimSpace(bytes.TrimPrefix(text, byteOrderMark))) {
			t.Errorf("%s: the bytes changed", name)
		}
		roundTrip(t, name, n)
		count++
	})
	t.Logf("%d examples came back as they were", count)
}

func roundTrip(t *testing.T, name string, n Node) {
	t.Helper()
	var compact bytes.Buffer
	if err := json.Compact(&compact, n.Raw()); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if !Equal(n, parse(t, compact.String())) {
		t.Errorf("%s: differs without white space", name)
	}
	e := NewEdit(n)
	Stamp{VersionID: "9", LastUpdated: "2026-11-27T06:44:29Z"}.Apply(e)
	out, err := e.Bytes()
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	stamped := parse(t, string(out))
	if got := stamped.Get("meta").Get("versionId").Text(); got != "9" {
		t.Errorf("%s: version %q", name, got)
	}
	for member, value := range n.Members() {
		if member != "meta" && !bytes.Equal(value.Raw(), stamped.Get(member).Raw()) {
			t.Errorf("%s: %s changed", name, member)
		}
	}
}
