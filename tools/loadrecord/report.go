package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// report is what was measured, as printed and as JSON.
type report struct {
	Name       string    `json:"name"`
	At         time.Time `json:"at"`
	Processors int       `json:"processors"`
	Load       string    `json:"load_average"` // of the machine when it began
	Lines      []entry   `json:"measured"`
}

// entry is one figure, or the figures of one kind of request: medians of several
// runs, with the least and the most.
type entry struct {
	What    string      `json:"what"`
	Text    string      `json:"text,omitempty"`
	Unit    string      `json:"unit,omitempty"`
	Value   float64     `json:"value,omitempty"`
	Clients int         `json:"clients,omitempty"`
	Rate    *[3]float64 `json:"right_answers_per_second,omitempty"` // median, least, most
	P50     *[3]float64 `json:"p50_ms,omitempty"`
	P99     *[3]float64 `json:"p99_ms,omitempty"`
	Longest float64     `json:"longest_ms,omitempty"`
	Cost    float64     `json:"processor_ms_each,omitempty"` // of the server
	Answers int         `json:"right_answers,omitempty"`
	Wrong   int         `json:"wrong_answers,omitempty"`
	Fault   string      `json:"first_fault,omitempty"`
}

func newReport(o *options) *report {
	load, _ := os.ReadFile("/proc/loadavg") // absent elsewhere than on Linux
	r := &report{Name: o.name, At: time.Now().UTC().Truncate(time.Second), Processors: runtime.NumCPU(), Load: strings.TrimSpace(string(load))}
	fmt.Printf("%s at %s, %d processors, load average %s\n", o.name, r.At.Format(time.DateTime), r.Processors, r.Load)
	return r
}

func (r *report) line(what, text string) {
	r.Lines = append(r.Lines, entry{What: what, Text: text})
	fmt.Printf("%-42s %s\n", what, text)
}

func (r *report) number(what, unit string, value float64) {
	r.Lines = append(r.Lines, entry{What: what, Unit: unit, Value: value})
	fmt.Printf("%-42s %.4g %s\n", what, value, unit)
}

// runs reports some runs of one kind.
func (r *report) runs(what string, clients int, all []*result) {
	e := entry{What: what, Clients: clients}
	var rates, p50, p99 []float64
	var cost time.Duration
	for _, x := range all {
		cost += x.cost
		rates = append(rates, x.rate())
		p50, p99 = append(p50, milliseconds(x.at(0.5))), append(p99, milliseconds(x.at(0.99)))
		e.Longest = max(e.Longest, milliseconds(x.at(1)))
		e.Answers += len(x.each)
		if e.Wrong += x.wrong; e.Fault == "" {
			e.Fault = x.first
		}
	}
	if e.Answers > 0 {
		e.Cost = milliseconds(cost / time.Duration(e.Answers))
	}
	e.Rate, e.P50, e.P99 = spread(rates), spread(p50), spread(p99)
	r.Lines = append(r.Lines, e)
	fmt.Printf("%-42s %2d clients %8.0f/s (%.0f to %.0f)  p50 %.2f ms (%.2f to %.2f)  p99 %.2f ms (%.2f to %.2f)  longest %.1f ms  processor %.2f ms  %d right, %d wrong\n",
		what, clients, e.Rate[0], e.Rate[1], e.Rate[2], e.P50[0], e.P50[1], e.P50[2], e.P99[0], e.P99[1], e.P99[2], e.Longest, e.Cost, e.Answers, e.Wrong)
	if e.Fault != "" {
		fmt.Printf("    first fault: %s\n", e.Fault)
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// spread gives the median, the least and the most.
func spread(all []float64) *[3]float64 {
	s := slices.Sorted(slices.Values(all))
	return &[3]float64{s[len(s)/2], s[0], s[len(s)-1]}
}
