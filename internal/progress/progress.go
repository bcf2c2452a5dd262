// Package progress lets long work say how far it is without knowing who
// listens: a terminal bar, a log line, or nobody.
package progress

// Func is told that a stage has done so much of its total; a total of 0 means
// it is not known, and done == total > 0 that the stage has ended. It may be
// called from several goroutines.
type Func func(stage string, done, total int64)

// Report calls f unless nobody listens.
func (f Func) Report(stage string, done, total int64) {
	if f != nil {
		f(stage, done, total)
	}
}
