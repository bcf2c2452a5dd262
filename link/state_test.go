package link

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"continuum/internal/fault"
)

// savedConfig compares a further field of every kind that keeps something else
// of its values.
func savedConfig() Config {
	cfg := DefaultConfig()
	cfg.Unique = true
	cfg.Fields = []Field{{Name: "gp_practice"}, {Name: "note", Kind: Text}, {Name: "number", Kind: IdentifierNo}, {Name: "second_email", Kind: EmailAddress}}
	return cfg
}

// town is a set of records that changes.
type town struct {
	rng     *rand.Rand
	pool    []Record // of which new ones are taken
	records []Record
}

func newTown(people int, seed uint64) *town {
	w := &town{rng: rand.New(rand.NewPCG(seed, 2))}
	makePlace(people, seed, func(r Record, _ int) {
		if w.rng.IntN(20) == 0 {
			r.BirthDate = "1900-01-01"
		}
		if r.GivenName != "" {
			r.Email = fmt.Sprintf("%s%d@%s.org", r.GivenName, w.rng.IntN(3), []string{"post", "mail"}[w.rng.IntN(2)])
		}
		r.Further[1] = r.FamilyName + " lives at " + r.Address
		r.Further[2], r.Further[3] = r.NHSNumber, r.Email
		w.pool = append(w.pool, r)
	})
	w.rng.Shuffle(len(w.pool), func(i, j int) { w.pool[i], w.pool[j] = w.pool[j], w.pool[i] })
	w.records = w.taken(len(w.pool) / 2)
	return w
}

func (w *town) taken(n int) []Record {
	n = min(n, len(w.pool))
	out := slices.Clone(w.pool[:n])
	w.pool = w.pool[n:]
	return out
}

// change changes the records as the rule of Update says and gives what has to be
// told for it.
func (w *town) change(share float64) (added []Record, gone []Registration, want Delta) {
	var left []Record
	for _, r := range w.records {
		switch x := w.rng.Float64(); {
		case x < share/4:
			gone = append(gone, Registration{r.Source, r.LocalID})
			want.Deleted++
			continue
		case x < share/2:
			added = append(added, r)
			want.Same++
		case x < share:
			r.FamilyName, r.Address = "New"+r.FamilyName, "1 Moved Lane"
			r.Further[1], r.Email = "moved", ""
			added = append(added, r)
			want.Changed++
		default:
			want.Kept++
		}
		left = append(left, r)
	}
	fresh := w.taken(int(share * float64(len(w.records)) / 2))
	want.New = len(fresh)
	w.rng.Shuffle(len(added), func(i, j int) { added[i], added[j] = added[j], added[i] })
	for _, r := range fresh {
		added = slices.Insert(added, w.rng.IntN(len(added)+1), r)
	}
	for _, r := range added {
		if slices.ContainsFunc(fresh, func(f Record) bool { return f == r }) {
			left = append(left, r)
		}
	}
	w.records = left
	return added, gone, want
}

// addBatches adds records by several intakes, a batch each in turn.
func addBatches(l *Linker, records []Record, intakes int) {
	var all []*Intake
	for range intakes {
		all = append(all, l.Intake())
	}
	for n := 0; len(records) > 0; n++ {
		in := all[n%intakes]
		in.Batch(n)
		some := min(len(records), 7)
		for i := range records[:some] {
			in.Add(&records[i])
		}
		records = records[some:]
	}
}

func save(t rapid.TB, l *Linker) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := l.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func ran(t rapid.TB, l *Linker) *Result {
	t.Helper()
	res, err := l.Run(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// TestUpdatesEqualLinkingAllAtOnce follows chains of updates: whatever changed,
// each gives the people, links, weights and model of a run over the full set,
// and saves the same bytes.
func TestUpdatesEqualLinkingAllAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg := savedConfig()
		w := newTown(rapid.IntRange(2, 50).Draw(t, "people"), rapid.Uint64Range(0, 1<<20).Draw(t, "seed"))
		intakes := rapid.IntRange(1, 3)
		l := New(cfg)
		addBatches(l, w.records, intakes.Draw(t, "intakes"))
		state := save(t, l)
		for range rapid.IntRange(1, 3).Draw(t, "updates") {
			added, gone, want := w.change(rapid.Float64Range(0, 0.6).Draw(t, "share"))
			l = New(cfg)
			saved, err := l.Load(bytes.NewReader(state))
			if err != nil {
				t.Fatal(err)
			}
			addBatches(l, added, intakes.Draw(t, "intakes"))
			got, err := saved.Update(gone)
			if err != nil {
				t.Fatal(err)
			}
			if got.New != want.New || got.Changed != want.Changed || got.Same != want.Same || got.Deleted != want.Deleted || got.Kept != want.Kept || len(got.Unknown) > 0 {
				t.Fatalf("told %+v, want %+v", got, want)
			}
			state = save(t, l)
			full := New(cfg)
			addBatches(full, w.records, 1)
			if !bytes.Equal(save(t, full), state) {
				t.Fatal("saved otherwise than the full set")
			}
			sameResult(t, ran(t, l), ran(t, full))
		}
	})
}

func sameResult(t rapid.TB, got, want *Result) {
	t.Helper()
	if !slices.Equal(got.Person, want.Person) {
		t.Fatalf("%d people, want %d", got.Persons, want.Persons)
	}
	if got.Report.Prior != want.Report.Prior {
		t.Fatalf("prior %v, want %v", got.Report.Prior, want.Report.Prior)
	}
	if !slices.Equal(got.Edges, want.Edges) {
		t.Fatalf("%d edges, want %d, or others", len(got.Edges), len(want.Edges))
	}
}

// TestUpdateOfALargerTown crosses pieces of records and of columns.
func TestUpdateOfALargerTown(t *testing.T) {
	cfg := savedConfig()
	w := newTown(9000, 4)
	l := New(cfg)
	addBatches(l, w.records, 2)
	state := save(t, l)
	if len(w.records) < rawsAtOnce+1 {
		t.Fatalf("%d records fit in one piece", len(w.records))
	}
	added, gone, _ := w.change(0.1)
	l = New(cfg)
	saved, err := l.Load(bytes.NewReader(state))
	if err != nil {
		t.Fatal(err)
	}
	addBatches(l, added, 2)
	if _, err := saved.Update(gone); err != nil {
		t.Fatal(err)
	}
	full := New(cfg)
	addBatches(full, w.records, 2)
	sameResult(t, ran(t, l), ran(t, full))
}

func TestLoadReadsNoByteMore(t *testing.T) {
	l := New(savedConfig())
	addBatches(l, newTown(40, 1).records, 2)
	in := bytes.NewReader(append(save(t, l), "what follows"...))
	if _, err := New(savedConfig()).Load(in); err != nil {
		t.Fatal(err)
	}
	if in.Len() != len("what follows") {
		t.Errorf("%d bytes are left, want %d", in.Len(), len("what follows"))
	}
}

func TestLoadRefuses(t *testing.T) {
	l := New(savedConfig())
	addBatches(l, newTown(40, 1).records, 1)
	state := save(t, l)
	with := func(at int, b byte) []byte {
		out := slices.Clone(state)
		out[at] ^= b
		return out
	}
	stricter := savedConfig()
	stricter.Threshold = 9
	for name, c := range map[string]struct {
		cfg   Config
		state []byte
		code  fault.Code
		want  string
	}{
		"nothing":               {savedConfig(), nil, fault.Invalid, "not saved by this version"},
		"another file":          {savedConfig(), []byte("id,source,person_id\n1,a,1\n"), fault.Invalid, "not saved by this version"},
		"another version":       {savedConfig(), with(7, 3), fault.Invalid, "not saved by this version"},
		"another machine":       {savedConfig(), with(8, 1), fault.Invalid, "machine of another kind"},
		"another configuration": {stricter, state, fault.Conflict, "another configuration"},
		"a damaged head":        {savedConfig(), with(16, 1), fault.Invalid, "checksum"},
		"a damaged value":       {savedConfig(), with(200, 1), fault.Invalid, "damaged"},
		"a damaged record":      {savedConfig(), with(len(state)-50, 1), fault.Invalid, "damaged"},
		"cut short":             {savedConfig(), state[:len(state)-1], fault.Invalid, "damaged"},
	} {
		_, err := New(c.cfg).Load(bytes.NewReader(c.state))
		if err == nil || !strings.Contains(err.Error(), c.want) || fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestStateIsSavedAndLoadedInTime(t *testing.T) {
	l := New(savedConfig())
	l.Add(Record{Source: "a", LocalID: "1"})
	ran(t, l)
	if err := l.Save(&bytes.Buffer{}); fault.CodeOf(err) != fault.Internal {
		t.Errorf("saved after the run: %v", err)
	}
	l = New(savedConfig())
	l.Add(Record{Source: "a", LocalID: "1"})
	if _, err := l.Load(bytes.NewReader(save(t, l))); fault.CodeOf(err) != fault.Internal {
		t.Errorf("loaded after others were added: %v", err)
	}
}

func TestUpdateTellsWhatContradicts(t *testing.T) {
	l := New(savedConfig())
	for i := range 5 {
		l.Add(Record{Source: "a", LocalID: fmt.Sprint(i)})
	}
	state := save(t, l)
	update := func(added []string, gone ...Registration) (*Delta, error) {
		l := New(savedConfig())
		saved, err := l.Load(bytes.NewReader(state))
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range added {
			l.Add(Record{Source: "a", LocalID: id})
		}
		return saved.Update(gone)
	}
	_, err := update([]string{"7", "1", "8", "7"})
	if twice := (*TwiceError)(nil); !errors.As(err, &twice) || *twice != (TwiceError{0, 3}) {
		t.Errorf("an id twice: %v", err)
	}
	_, err = update([]string{"7", "1"}, Registration{"a", "3"}, Registration{"a", "1"})
	if both := (*GoneError)(nil); !errors.As(err, &both) || *both != (GoneError{1, 1}) {
		t.Errorf("given and gone: %v", err)
	}
	d, err := update([]string{"9", "2"}, Registration{"a", "0"}, Registration{"b", "1"}, Registration{"a", "0"}, Registration{"a", "4"})
	want := []Stretch{{1, 2, false}, {1, 2, true}, {3, 4, false}, {0, 1, true}}
	if err != nil || !slices.Equal(d.Order, want) || !slices.Equal(d.Unknown, []int{1}) || d.Deleted != 2 || d.Same != 1 || d.New != 1 || d.Kept != 2 {
		t.Errorf("%+v, %v, want order %v and the second unknown", d, err, want)
	}
}

// FuzzLoad lets anybody write saved records, checksums included: what is taken
// in can be linked.
func FuzzLoad(f *testing.F) {
	l := New(savedConfig())
	addBatches(l, newTown(3, 1).records, 1)
	var b bytes.Buffer
	if err := l.Save(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes(), uint32(0), byte(0))
	f.Add(b.Bytes(), uint32(b.Len()-20), byte(255))
	f.Fuzz(func(_ *testing.T, data []byte, at uint32, x byte) {
		if len(data) > 0 {
			data = slices.Clone(data)
			data[int(at)%len(data)] ^= x
		}
		resealed(data)
		l := New(savedConfig())
		if saved, err := l.Load(bytes.NewReader(data)); err == nil && saved.Len() < 1000 {
			_, _ = l.Run(context.Background(), nil)
		}
	})
}

// resealed puts right the checksums that stand where they always do.
func resealed(data []byte) {
	head := len(stateMagic) + len(imageOf(make([]stateHead, 1)))
	if len(data) < head+8 {
		return
	}
	for _, at := range []int{head, len(data) - 4} {
		o := stateOut{w: &bytes.Buffer{}}
		o.bytes(data[:at])
		copy(data[at:], imageOf([]uint32{o.sum}))
	}
}

func BenchmarkState(b *testing.B) {
	l := New(savedConfig())
	n := 0
	in := l.Intake()
	makePlace(100_000, 5, func(r Record, _ int) { in.Add(&r); n++ })
	var out bytes.Buffer
	b.Run("save", func(b *testing.B) {
		for b.Loop() {
			out.Reset()
			if err := l.Save(&out); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Milliseconds())*1e6/float64(b.N*n), "ms/million")
		b.ReportMetric(float64(out.Len())/float64(n), "B/record")
	})
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			if _, err := New(savedConfig()).Load(bytes.NewReader(out.Bytes())); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Milliseconds())*1e6/float64(b.N*n), "ms/million")
	})
}
