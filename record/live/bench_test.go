package live

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"continuum/internal/testkit"
)

// BenchmarkTake takes admissions of new people, each on disk before it is answered,
// over one connection and over eight.
func BenchmarkTake(b *testing.B) {
	for name, url := range map[string]func(b *testing.B) string{
		"SQLite":     func(b *testing.B) string { return "sqlite:" + filepath.Join(b.TempDir(), "place.db") },
		"PostgreSQL": func(b *testing.B) string { return testkit.Postgres(b) },
	} {
		for _, at := range []int{1, 8} {
			b.Run(fmt.Sprintf("%s/%d", name, at), func(b *testing.B) {
				w := opened(b, url(b))
				var n atomic.Int64
				b.SetParallelism(at)
				b.ResetTimer()
				if at == 1 {
					for b.Loop() {
						w.admit(n.Add(1))
					}
				} else {
					b.RunParallel(func(p *testing.PB) {
						for p.Next() {
							w.admit(n.Add(1))
						}
					})
				}
				b.ReportMetric(float64(n.Load())/b.Elapsed().Seconds(), "messages/s")
			})
		}
	}
}

func (w *world) admit(n int64) {
	text := message("A01", "09:00", strings.Replace(mary, "H1", fmt.Sprint("H", n), 1), strings.Replace(ward, "|V1", fmt.Sprint("|V", n), 1))
	if ack := string(w.inbox.Take(context.Background(), []byte(text))); !strings.Contains(ack, "MSA|AA") {
		w.Error(ack)
	}
}
