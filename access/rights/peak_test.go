package rights

import (
	"runtime/metrics"
	"testing"

	"continuum/access"
)

// counted takes bytes and keeps none.
type counted struct{ bytes int64 }

func (c *counted) Write(b []byte) (int, error) {
	c.bytes += int64(len(b))
	return len(b), nil
}

// peak is what the process has taken from the system for its heap, which it gives back
// late: no less than what it used at most lately.
func peak() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() + s[1].Value.Uint64() + s[2].Value.Uint64()
}

// BenchmarkErase erases a person with 10,000 resources.
func BenchmarkErase(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		w := opened(b, "sqlite:"+b.TempDir()+"/place.db")
		w.rules = map[string]access.Retention{}
		w.put(`{"resourceType":"Patient","id":"ann"}`)
		w.many(10_000)
		b.StartTimer()
		if _, err := w.Erase(officer(), Wish{Person: "Patient/ann", Reason: "asked for"}); err != nil {
			b.Fatal(err)
		}
	}
}
