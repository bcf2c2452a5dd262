package store

import (
	"fmt"
	"runtime"

	"continuum/internal/fault"
)

// call runs the transaction's function. Its panic is an error, and so is a
// statement's failure that it did not pass on.
func (tx *Tx) call(f func(*Tx) error) (err error) {
	defer tx.done()
	err = guarded(func() error { return f(tx) })
	if tx.err != nil && (err == nil || tx.db.Dialect.again(tx.err)) {
		return tx.err
	}
	return err
}

// guarded turns a panic into an error that says where it was.
func guarded(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &fault.Error{Code: fault.Internal, Reason: "the function panicked " + panicked(), Value: fmt.Sprint(v), Fix: "report this defect"}
		}
	}()
	return f()
}

// panicked is the place of the panic being recovered: the first frame outside the runtime.
func panicked() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if f.Func != nil && !fromRuntime(f.Function) {
			return fmt.Sprintf("in %s, line %d", f.Function, f.Line)
		}
		if !more {
			return "somewhere"
		}
	}
}

func fromRuntime(function string) bool {
	return len(function) > 8 && function[:8] == "runtime."
}
