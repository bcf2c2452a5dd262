package gbm

import (
	"testing"

	"pgregory.net/rapid"
)

// TestBarPassesWhatIsBetter: the quick look never drops a split that weighing finds better.
func TestBarPassesWhatIsBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := Options{Loss: rapid.SampledFrom([]Loss{Logistic, Poisson}).Draw(t, "loss")}
		s := &search{rule: rule{o.Loss, rapid.Float64Range(0, 5).Draw(t, "L2")}, scale: scale{g: 1e-3, h: 1e-3}, o: &o}
		half := func(name string) sums {
			h := rapid.IntRange(1, 1_000_000).Draw(t, name+" h")
			g := rapid.IntRange(-1_000_000, h).Draw(t, name+" g") // there are no fewer than 0 events
			return pack(int64(g), uint32(h))
		}
		left, right := half("left"), half("right")
		n := &node{sums: left + right, low: -longest, high: rapid.Float64Range(-1, longest).Draw(t, "high")}
		g, h := s.of(n.sums)
		n.gain = s.gain(g, h, n.clip(s.value(g, h)))
		found, bar := s.weigh(n, left, 0, 0), s.bar(n)
		bar.known = bar.times * (n.gain + found.gain*rapid.Float64Range(0, 0.999).Draw(t, "known"))
		if found.gain > 1e-6 && bar.below(left) {
			t.Fatalf("a split of gain %v was dropped", found.gain)
		}
	})
}

func TestSumsPackAndUnpack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all sums
		var g int64
		var h uint64
		for _, v := range rapid.SliceOfN(rapid.IntRange(-1<<20, 1<<20), 0, 500).Draw(t, "g") {
			all += pack(int64(v), uint32(v&0xfffff))
			g, h = g+int64(v), h+uint64(v&0xfffff)
		}
		if int64(all.first()) != g || uint64(all.second()) != h {
			t.Fatalf("%d and %d, not %d and %d", all.first(), all.second(), g, h)
		}
	})
}
