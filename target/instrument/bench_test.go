package instrument

import (
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
)

// processor is the processor time of this process in nanoseconds.
func processor() int64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}

// codeList instruments are those that ICD-10 codes suffice for.
var codeList = []string{"charlson", "charlson_se", "charlson_am", "charlson_am_ucodes", "elixhauser", "shmi_charlson", "hfrs", "acsc"}

// BenchmarkCodes takes codes one by one: 28,600 different ones, each as often as the
// others, which no real file has.
func BenchmarkCodes(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	codes := make([][]byte, 1<<20)
	for i := range codes {
		codes[i] = fmt.Appendf(nil, "%c%03d", 'A'+byte(r.IntN(26)), r.IntN(1000))[:3+r.IntN(2)]
	}
	e, err := Published().Compile(codeList, Options{})
	if err != nil {
		b.Fatal(err)
	}
	lane, person := e.Lane(), e.Person()
	at, before := 0, int64(0)
	for b.Loop() {
		if at == 0 {
			before = processor()
		}
		lane.Code(person, codes[at&(1<<20-1)], Secondary, Everything, int64(at))
		at++
	}
	b.ReportMetric(float64(processor()-before)/float64(at), "cpu-ns/code")
}

// BenchmarkScores scores one person of 20 codes by eight instruments.
func BenchmarkScores(b *testing.B) {
	e, err := Published().Compile(codeList, Options{})
	if err != nil {
		b.Fatal(err)
	}
	lane, person := e.Lane(), e.Person()
	for k, code := range []string{"I50", "E112", "F05", "W19", "J44", "N18", "I10", "R26", "C78", "K70"} {
		lane.Code(person, []byte(code), Position(1+one(k > 0)), Everything, 1)
	}
	var o Outcome
	n, before := 0, processor()
	for b.Loop() {
		for k := range e.Instruments {
			lane.Score(person, k, &o)
		}
		n++
	}
	b.ReportMetric(float64(processor()-before)/float64(n), "cpu-ns/person")
}
