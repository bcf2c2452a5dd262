package fhir

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"continuum/internal/edge"
	"continuum/internal/fault"
	"continuum/record/audit"
)

// How many refusals the audit is told of in a second: so nobody fills it, or keeps it
// busy, by being refused.
const (
	mostRefusedOne = 3  // of one address
	mostRefusedAll = 20 // of all
)

// Noter notes what changed nothing, and returns when that is on disk.
type Noter interface {
	Note(ctx context.Context, e audit.Entry) error
}

// Refusals answer requests whose token will not do, and tell the audit of them.
type Refusals struct {
	log Noter
	now func() time.Time

	mu     sync.Mutex
	second int64
	all    int            // told of in this second
	of     map[string]int // those of an address
	left   int64          // how many it was not told of since
}

// NewRefusals begins.
func NewRefusals(log Noter) *Refusals {
	return &Refusals{log: log, now: time.Now, of: map[string]int{}}
}

// Refuse answers a request that was refused for a reason, once the audit has it. The
// request's context says where it comes from. What only failed is no refusal.
func (x *Refusals) Refuse(w http.ResponseWriter, r *http.Request, why error) {
	if err := x.note(r, why); err != nil {
		why = fault.Wrap(err, "noting the request")
	}
	refuse(w, r, why)
}

func (x *Refusals) note(r *http.Request, why error) error {
	switch fault.CodeOf(why) {
	case fault.Denied, fault.NotFound, fault.Invalid:
	default:
		return nil
	}
	left, told := x.may(edge.From(r))
	if !told {
		return nil
	}
	reason := why.Error()
	if left > 0 {
		reason = fmt.Sprintf("%s; %d refused before were not noted", reason, left)
	}
	return x.log.Note(r.Context(), audit.Entry{Action: "denied", Outcome: audit.Denied, Interface: "fhir", Reason: reason})
}

// may tells whether the audit is told of another of an address, and if so how many were
// left out before.
func (x *Refusals) may(address string) (left int64, told bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if second := x.now().Unix(); second != x.second {
		x.second, x.all = second, 0
		clear(x.of)
	}
	if x.all == mostRefusedAll || x.of[address] == mostRefusedOne {
		x.left++
		return 0, false
	}
	x.all++
	x.of[address]++
	left, x.left = x.left, 0
	return left, true
}
