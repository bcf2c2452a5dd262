package live

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"continuum/internal/fault"
)

// about is whom or what a statement is of.
type about string

const (
	ofPerson about = "person"
	ofVisit  about = "visit"
)

// statement is what one message says of a person or a visit.
type statement struct {
	partner string
	about   about
	id      string // the partner's own
	said    time.Time
	sent    time.Time
	control string
	event   string
	digest  string // of all this; set when it is read
	content content
}

// content is what is said. A field that is not there is not spoken of; one that is
// null is no more.
type content struct {
	Fields   fields `json:"fields,omitempty"`
	Person   string `json:"person,omitempty"`  // whose visit it is: the partner's id
	Happened moment `json:"happened,omitzero"` // when the person came, moved or left
	Into     string `json:"into,omitempty"`    // this person's record was merged into that
	Over     string `json:"over,omitempty"`    // that person's record was merged into this
}

// fields are values by name, as JSON.
type fields map[string]json.RawMessage

// null stands for what is no more.
const null = "null"

// set notes a value that was said.
func (f fields) set(name string, v any) error {
	text, err := json.Marshal(v)
	f[name] = text
	return fault.Wrap(err, "noting %s", name)
}

// clear notes that there is none any more.
func (f fields) clear(name string) { f[name] = json.RawMessage(null) }

// there tells whether a value stands.
func (f fields) there(name string) bool { return f[name] != nil && string(f[name]) != null }

// get reads a value; what does not stand leaves it as it is.
func (f fields) get(name string, into any) error {
	if !f.there(name) {
		return nil
	}
	return fault.Wrap(json.Unmarshal(f[name], into), "reading %s", name)
}

// moment is a time as FHIR writes it, with what it is ordered by.
type moment struct {
	Text string `json:"text"`
	At   int64  `json:"at"` // microseconds since 1970
}

func (m moment) IsZero() bool { return m.Text == "" }

// ranks order events of one instant: who comes is there before he goes.
var ranks = map[string]int{"A28": 0, "A31": 1, "A01": 2, "A04": 2, "A08": 3, "A02": 4, "A03": 5, "A13": 6, "A11": 7, "A40": 8}

// before orders statements by the time of their events.
func before(a, b statement) int {
	return cmp.Or(a.said.Compare(b.said), a.sent.Compare(b.sent), cmp.Compare(ranks[a.event], ranks[b.event]),
		cmp.Compare(a.control, b.control), cmp.Compare(a.digest, b.digest))
}

// sum tells statements apart: two that are the same in all are one.
func (s *statement) sum(content []byte) string {
	return digest(s.event, s.control, strconv.FormatInt(s.said.UnixMicro(), 10), strconv.FormatInt(s.sent.UnixMicro(), 10), string(content))
}

var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// digest makes 26 letters of some texts that no other texts have.
func digest(parts ...string) string {
	h := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return idText.EncodeToString(h[:16])
}
