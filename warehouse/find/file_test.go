package find

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"continuum/internal/fault"
)

func file(t testing.TB, ix *Index) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := ix.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("wrote %d of %d bytes: %v", n, b.Len(), err)
	}
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	for _, people := range [][][]Entry{nil, people[:1], people} {
		want := build(people)
		bytes := file(t, want)
		got, err := Read(iotest.OneByteReader(newReader(bytes)))
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range []string{"smi jo", "1938", "WS1", "94347", "李", "kathy"} {
			if a, b := want.Search(q, 9), got.Search(q, 9); !slices.Equal(a, b) {
				t.Errorf("%q found %v before and %v after", q, a, b)
			}
		}
		if !slices.Equal(bytes, file(t, got)) || got.People() != want.People() {
			t.Error("written again, the file differs")
		}
	}
}

// TestSameBytes: the order in which entries are added leaves no trace.
func TestSameBytes(t *testing.T) {
	b := NewBuilder(0)
	for i := len(people) - 1; i >= 0; i-- {
		for _, e := range slices.Backward(people[i]) {
			e.Person = uint32(i)
			b.Add(e)
			b.Add(e)
		}
	}
	if !slices.Equal(file(t, b.Index()), file(t, build(people))) {
		t.Error("the order of entries changed the file")
	}
}

func TestDamagedFileIsRefused(t *testing.T) {
	whole := file(t, build(people))
	refuse := func(what string, at int, data []byte) {
		t.Helper()
		if _, err := Read(newReader(data)); fault.CodeOf(err) != fault.Invalid || err == nil {
			t.Fatalf("%s at %d gave %v", what, at, err)
		}
	}
	for i := range whole {
		refuse("cut short", i, whole[:i])
		if i < len(magic) || i >= len(magic)+8 { // the number of people is judged below
			damaged := slices.Clone(whole)
			damaged[i] ^= 0x10
			refuse("one bit turned", i, damaged)
		}
	}
	refuse("more at the end", len(whole), append(slices.Clone(whole), 0))
	for _, claimed := range []uint64{0, 1, 13, 1 << 20, MaxPeople, 1 << 63} {
		other := slices.Clone(whole)
		binary.LittleEndian.PutUint64(other[len(magic):], claimed)
		refuse("another number of people", int(claimed), other)
	}
}

func TestClaimedLengthIsNotTrusted(t *testing.T) {
	data := binary.LittleEndian.AppendUint64([]byte(magic), 5)
	data = binary.LittleEndian.AppendUint64(data, 1<<32-1)
	spent := testing.AllocsPerRun(1, func() {
		if _, err := Read(newReader(data)); fault.CodeOf(err) != fault.Invalid {
			t.Error(err)
		}
	})
	if spent > 100 {
		t.Errorf("%v allocations for a file of %d bytes", spent, len(data))
	}
}

func TestUnreadableFile(t *testing.T) {
	broken := iotest.ErrReader(errors.New("the disk is gone"))
	whole := file(t, build(people))
	for _, n := range []int{0, len(magic) + 8, len(magic) + 20, len(whole)} {
		_, err := Read(io.MultiReader(newReader(whole[:n]), broken))
		if fault.CodeOf(err) != fault.Unavailable {
			t.Errorf("a disk gone after %d bytes gave %v", n, err)
		}
	}
}

func newReader(data []byte) io.Reader { return bytes.NewReader(data) }

func FuzzRead(f *testing.F) {
	f.Add(file(f, build(people[:2])))
	f.Add([]byte(magic))
	f.Add([]byte("PAR1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ix, err := Read(newReader(data))
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid {
				t.Fatalf("%v is not the sender's fault", err)
			}
			return
		}
		ix.Search("smith 1938 ws1 94347", 3)
	})
}

// FuzzPayload gets behind the checksum.
func FuzzPayload(f *testing.F) {
	for _, t := range build(people[:6]).all() {
		f.Add(t.payload())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var names table
		if names.parse(data, 20) != nil {
			return
		}
		again := names.payload()
		if len(again) > len(data) {
			t.Fatalf("%d bytes became %d", len(data), len(again))
		}
		ix := newIndex(20, tables{names: names, dates: names, postcodes: names, nhs: names})
		for _, q := range []string{"s", "smith jo 1938", "李", "ws1 2ab 9434765919"} {
			ix.Search(q, 3)
		}
	})
}
