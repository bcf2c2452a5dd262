package review

import (
	"encoding/binary"
	"encoding/json"

	"continuum/internal/fault"
)

// seen is one of the people an actor looked at, by a number, and when last, in
// microseconds.
type seen struct{ who, at int64 }

// people are those an actor looked at, by when. They are written as bytes, since a busy
// actor's are read and written anew with every batch: 8 for the number, then how much
// later it was than the one before.
type people []seen

// MarshalJSON writes the bytes as base64.
func (p people) MarshalJSON() ([]byte, error) {
	b, before := make([]byte, 0, 12*len(p)), int64(0)
	for _, s := range p {
		b = binary.BigEndian.AppendUint64(b, uint64(s.who))
		b = binary.AppendVarint(b, s.at-before)
		before = s.at
	}
	return json.Marshal(b)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *people) UnmarshalJSON(text []byte) error {
	var b []byte
	if err := json.Unmarshal(text, &b); err != nil {
		return err
	}
	*p = make(people, 0, len(b)/10)
	at := int64(0)
	for len(b) > 0 {
		if len(b) < 9 {
			return damaged()
		}
		later, n := binary.Varint(b[8:])
		if n <= 0 {
			return damaged()
		}
		at += later
		*p = append(*p, seen{int64(binary.BigEndian.Uint64(b)), at})
		b = b[8+n:]
	}
	return nil
}

func damaged() error {
	return fault.New(fault.Internal, "what is remembered of an account's looks is damaged")
}
