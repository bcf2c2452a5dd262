package hl7

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// FuzzParse reads anything without harm: what is read can be written and read
// again, every part can be asked for, and there is always an answer.
func FuzzParse(f *testing.F) {
	for _, text := range []string{admission, "MSH*!@/#*P*F*****ADT!A08*M/R/2*P*2.3\r", "MSH|^~\\&|||||||ADT^A28|1|P|2.4||||||8859/1\rPID|||||Zo\xeb", "MSH|^~"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(Acknowledge(raw, Reply{Answer: Accepted})) == 0 {
			t.Fatal("no answer")
		}
		m, err := Parse(raw)
		if err != nil {
			return
		}
		visit(m)
		if m.Charset == Latin1 { // its own text is UTF-8 by now
			return
		}
		again, err := Parse([]byte(m.String()))
		if err != nil || again.String() != m.String() || len(again.Segments) != len(m.Segments) {
			t.Fatalf("again: %v", err)
		}
	})
}

func visit(m *Message) {
	for _, s := range m.Segments[:min(len(m.Segments), 20)] {
		for n := range 12 {
			for _, r := range append(s.Field(n).Repeats(), s.Field(n)) {
				_, _ = r.Moment(time.UTC)
				for c := range 4 {
					_, _ = r.Part(c).Text(), r.Part(c).Part(2).Text()
				}
			}
		}
	}
}

// TestRoundTrip writes texts of all characters with any delimiters and reads them
// back.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		signs := rapid.Permutation([]byte("!#$%&'()*+,-./:;<=>?@[]^_`{|}~\\")).Draw(t, "delimiters")
		d := Delimiters{Field: signs[0], Component: signs[1], Repetition: signs[2], Escape: signs[3], Subcomponent: signs[4]}
		text := rapid.Map(rapid.String(), func(s string) string { return strings.TrimSpace(sound(strings.ToValidUTF8(s, ""))) })
		parts := rapid.SliceOfN(text, 1, 6).Draw(t, "parts")
		quoted := make([]string, len(parts))
		for i, p := range parts {
			quoted[i] = d.Quote(p)
		}
		for name, separator := range map[string]byte{"components": d.Component, "repetitions": d.Repetition, "subcomponents": d.Subcomponent} {
			field := strings.Join(quoted, string(rune(separator)))
			sep := string(rune(d.Field))
			m, err := Parse([]byte("MSH" + sep + d.encoding() + sep + "\rZZZ" + sep + field + sep + "\r"))
			if err != nil {
				t.Fatal(err)
			}
			if got, want := read(m.Segment("ZZZ").Field(1), name, len(parts)), kept(parts, name, d); !slices.Equal(got, want) {
				t.Fatalf("%s: %q, want %q", name, got, want)
			}
		}
	})
}

// kept is what of some parts is read back: a lone null is nothing, and empty
// repetitions say nothing.
func kept(parts []string, name string, d Delimiters) []string {
	out := slices.Clone(parts)
	for i, p := range out {
		if d.Quote(p) == null {
			out[i] = ""
		}
	}
	if name == "repetitions" {
		out = slices.DeleteFunc(out, func(s string) bool { return s == "" })
	}
	return out
}

func read(v Value, name string, n int) (out []string) {
	if name == "repetitions" {
		for _, r := range v.Repeats() {
			out = append(out, r.Text())
		}
		return out
	}
	if name == "subcomponents" {
		v = v.Part(1)
	}
	for i := range n {
		out = append(out, v.Part(i+1).Text())
	}
	return out
}
