package warehouse

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"
)

// Tasks finish in their turn, however long each takes.
func TestTurns(t *testing.T) {
	var lock sync.Mutex
	var order []int
	tasks := make([]task, 20)
	turns := turns(len(tasks))
	for i := range tasks {
		tasks[i] = func(ctx context.Context) error {
			time.Sleep(time.Duration(i*7%5) * time.Millisecond)
			if err := turns[i].wait(ctx); err != nil {
				return err
			}
			lock.Lock()
			order = append(order, i)
			lock.Unlock()
			close(turns[i].done)
			return nil
		}
	}
	if err := lanes(t.Context(), tasks...); err != nil {
		t.Fatal(err)
	}
	if len(order) != len(tasks) || !slices.IsSorted(order) {
		t.Errorf("they finished as %v", order)
	}
}

// A task that fails ends the waiting of those behind it.
func TestFailureEndsTheWaiting(t *testing.T) {
	broken := errors.New("broken")
	turns := turns(3)
	err := lanes(t.Context(),
		func(context.Context) error { return broken },
		func(ctx context.Context) error { return turns[1].wait(ctx) },
		func(ctx context.Context) error { return turns[2].wait(ctx) })
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
}
