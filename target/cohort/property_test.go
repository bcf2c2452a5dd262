package cohort

import (
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"

	"continuum/place"
)

// Whoever meets what, each is in exactly one segment, the first that they meet, and the
// segments add up to the population.
func TestEverybodyIsInTheFirstSegmentTheyMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sets := rapid.SliceOfN(rapid.SliceOfN(rapid.Uint32Range(0, 99), 0, 60), 1, 6).Draw(t, "who meets each segment")
		people := roaring.New()
		people.AddRange(0, 100)
		var all []*Cohort
		var funnels []*Funnel
		for i := range sets {
			all = append(all, &Cohort{Precedence: i + 1})
			funnels = append(funnels, &Funnel{left: []*roaring.Bitmap{roaring.BitmapOf(sets[i]...)}})
		}
		all, funnels = append(all, &Cohort{Precedence: 99, Else: true}), append(funnels, &Funnel{left: []*roaring.Bitmap{people}})
		g := &Segmentation{everybody: people}
		if err := g.assign(all, funnels); err != nil {
			t.Fatal(err)
		}
		sum := 0
		for i, s := range g.Segments {
			sum += s.People
			for _, n := range s.Members().ToArray() {
				for j := range i {
					if funnels[j].Members().Contains(n) {
						t.Fatalf("%d is in segment %d, and meets %d before it", n, i, j)
					}
				}
			}
		}
		if sum != 100 || g.People != 100 {
			t.Fatalf("the segments have %d of %d", sum, g.People)
		}
	})
}

// Each person is a member or left out at exactly one step, the first.
func TestEverybodyIsLeftOutOnceOrStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOfN(rapid.SliceOfN(rapid.Uint32Range(0, 49), 0, 40), 1, 5).Draw(t, "who meets each step")
		f := &Funnel{all: roaring.New()}
		f.all.AddRange(0, 50)
		left := f.all
		for _, met := range steps {
			left = keep(left, roaring.BitmapOf(met...), rapid.Bool().Draw(t, "exclude"))
			f.left = append(f.left, left)
		}
		n := size(f.Members())
		for i := range steps {
			for _, who := range f.LeftOut(i).ToArray() {
				if at, out := f.At(who); !out || at != i {
					t.Fatalf("%d was left out at %d, not %d", who, i, at)
				}
				n++
			}
		}
		if n != 50 {
			t.Fatalf("%d of 50 are accounted for", n)
		}
	})
}

// Whatever a file holds, it is read or its problems are told.
func FuzzLoad(f *testing.F) {
	f.Add("-- title: T\n-- steps:\n--   - {name: a, title: A}\nWITH a AS (SELECT person_id FROM person) SELECT person_id FROM a")
	f.Add("-- title: T\n-- within: c\n-- segments: s\n-- precedence: -1\nSELECT 1")
	f.Fuzz(func(t *testing.T, text string) {
		p := &place.Place{Files: []place.File{{Name: "cohorts/c.sql", Data: []byte(text)}}}
		s, problems := Load(p)
		if len(problems) == 0 && s.All[0].Title == "" {
			t.Error("a cohort without a title has no problem")
		}
		for _, x := range problems {
			if x.File != "cohorts/c.sql" || x.Reason == "" {
				t.Errorf("%+v", x)
			}
		}
	})
}
