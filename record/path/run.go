package path

import (
	"sync"
	"time"
)

// step takes one value, pushes what comes of it to the steps after it, and
// returns false to stop. single gives one value or Nothing; test one of three truths.
type (
	step   func(r *run, v Value) bool
	single func(r *run, this Value) Value
	test   func(r *run, this Value) truth
)

// run is the state of one evaluation.
type run struct {
	expression *Expression
	env        *Env
	input      Value
	sink       func(Value) bool
	slots      []slot
	left       int // steps
	most       int // items of a collection
	now        time.Time
	err        error
}

// slot is the buffer of one place in the expression.
type slot struct {
	items []Value
	count int
	found bool
	value Value
}

// runs keeps runs between evaluations.
type runs struct{ pool sync.Pool }

var noEnv Env

func (p *runs) take(e *Expression, env *Env) *run {
	r, ok := p.pool.Get().(*run)
	if !ok {
		r = &run{expression: e, slots: make([]slot, e.slots)}
	}
	if env == nil {
		env = &noEnv
	}
	r.env, r.left, r.most = env, env.Steps, env.Items
	if r.left <= 0 {
		r.left = defaultSteps
	}
	if r.most <= 0 {
		r.most = defaultItems
	}
	return r
}

const mostBuffer = 64 // items of a buffer that is kept

// give forgets all values, so that no document is held by the pool.
func (p *runs) give(r *run) {
	for i := range r.slots {
		s := &r.slots[i]
		if cap(s.items) > mostBuffer {
			s.items = nil
		}
		clear(s.items[:cap(s.items)])
		s.items, s.count, s.found, s.value = s.items[:0], 0, false, Value{}
	}
	r.env, r.input, r.sink, r.now, r.err = nil, Value{}, nil, time.Time{}, nil
	p.pool.Put(r)
}

// step counts one step; false when there are none left.
func (r *run) step() bool {
	r.left--
	return r.left >= 0 || r.exhausted()
}

func (r *run) exhausted() bool {
	r.fail(0, "write a simpler expression, or allow more steps", "the evaluation takes more steps than allowed")
	return false
}

// fail records the first failure; the evaluation stops.
func (r *run) fail(at int, fix, format string, args ...any) Value {
	return r.failAs(Execution, at, fix, format, args...)
}

func (r *run) failAs(class Class, at int, fix, format string, args ...any) Value {
	if r.err == nil {
		r.err = failure(class, r.expression.text, at, fix, format, args...)
	}
	r.left = -1
	return Value{}
}

// hold adds a value to a slot; false beyond the limit.
func (r *run) hold(s *slot, v Value) bool {
	if len(s.items) >= r.most {
		r.fail(0, "narrow the expression, or allow more items", "a collection has more items than allowed")
		return false
	}
	s.items = append(s.items, v)
	return true
}

// clock is the same time throughout an evaluation.
func (r *run) clock() time.Time {
	if r.now.IsZero() {
		if r.now = r.env.Now; r.now.IsZero() {
			r.now = time.Now()
		}
	}
	return r.now
}
