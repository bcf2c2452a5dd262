package record

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"continuum/store"
)

func TestVerifyFindsDamagedResources(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		for _, text := range []string{
			`{"resourceType":"Patient","id":"a","name":[{"family":"Smith"}]}`, `{"resourceType":"Patient","id":"a","name":[{"family":"Smyth"}]}`,
			`{"resourceType":"Patient","id":"b","active":true}`,
		} {
			if _, err := (&desk{r, t}).put(text, AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		verify := func() (n int64, err error) {
			err = r.db.Read(t.Context(), func(tx *store.Tx) error {
				n, err = Verify(tx)
				return err
			})
			return n, err
		}
		if n, err := verify(); n != 3 || err != nil {
			t.Errorf("%d versions, %v; want 3", n, err)
		}
		for what, change := range map[string]string{
			"another's content": "UPDATE record_resource SET content = (SELECT content FROM record_resource WHERE id = 'b') WHERE id = 'a'",
			"no content":        "UPDATE record_resource SET content = NULL WHERE id = 'a'",
			"another version":   "UPDATE record_version SET version = 7",
		} {
			err := r.db.Write(t.Context(), func(tx *store.Tx) error {
				if _, err := tx.Exec(change); err != nil {
					return err
				}
				if _, err := Verify(tx); err == nil || !strings.Contains(err.Error(), "Patient/a/_history/") {
					t.Errorf("%s: %v", what, err)
				}
				return errors.New("put back")
			})
			if err == nil {
				t.Error("the damage was kept")
			}
		}
		if n, err := verify(); n != 3 || err != nil {
			t.Errorf("%d versions, %v; want 3", n, err)
		}
	})
}

// A flipped bit is noticed wherever it is.
func TestContentsCarryAChecksum(t *testing.T) {
	p, err := newPacker()
	if err != nil {
		t.Fatal(err)
	}
	content := []byte(`{"resourceType":"Patient","id":"a","meta":{"versionId":"1"},"name":[{"family":"Smith"}],"birthDate":"1938-11-09"}`)
	packed := p.pack(content)
	if err := p.verify(packed, "Patient", "a", 1); err != nil {
		t.Fatal(err)
	}
	for i := range packed {
		packed[i] ^= 4
		if got, err := p.unpack(packed); err == nil && !bytes.Equal(got, content) {
			t.Errorf("byte %d of %d: %s", i, len(packed), got)
		}
		packed[i] ^= 4
	}
}
