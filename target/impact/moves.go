package impact

import "container/heap"

// move is somebody who could go from one programme to another (or to none), and
// the value that would be lost by it.
type move struct {
	loss   float64
	person int
}

// moves keeps, for each pair of programmes, whoever loses least by going from one to
// the other; the last column is going to none. People who have left stay in the
// queues until they come up.
type moves [][]queue

func newMoves(programmes int) moves {
	m := make(moves, programmes)
	for p := range m {
		m[p] = make([]queue, programmes+1)
	}
	return m
}

func (m moves) to(from, to int) *queue {
	if to == none {
		to = len(m)
	}
	return &m[from][to]
}

// offer tells of somebody new in a programme.
func (m moves) offer(a *assignment, person, programme int) {
	here := a.choices[programme].Values[person]
	heap.Push(&held{m.to(programme, none), a.ids}, move{here, person})
	for q := range a.choices {
		if v, pays := a.gain(person, q); pays && q != programme {
			heap.Push(&held{m.to(programme, q), a.ids}, move{here - v, person})
		}
	}
}

// cheapest is whoever loses least by going.
func (m moves) cheapest(a *assignment, from, to int) (move, bool) {
	q := m.to(from, to)
	for len(*q) > 0 {
		if first := (*q)[0]; a.of[first.person] == from {
			return first, true
		}
		heap.Pop(&held{q, a.ids})
	}
	return move{}, false
}

// queue is a heap of moves.
type queue []move

// held is a queue with the ids that break ties.
type held struct {
	*queue
	ids []string
}

// Len is how many wait.
func (h *held) Len() int { return len(*h.queue) }

// Less puts the smallest loss first, ties by id.
func (h *held) Less(i, j int) bool {
	x, y := (*h.queue)[i], (*h.queue)[j]
	if x.loss != y.loss {
		return x.loss < y.loss
	}
	return h.ids[x.person] < h.ids[y.person]
}

// Swap changes places.
func (h *held) Swap(i, j int) { (*h.queue)[i], (*h.queue)[j] = (*h.queue)[j], (*h.queue)[i] }

// Push adds one.
func (h *held) Push(v any) { *h.queue = append(*h.queue, v.(move)) }

// Pop takes the last.
func (h *held) Pop() any {
	q := *h.queue
	last := q[len(q)-1]
	*h.queue = q[:len(q)-1]
	return last
}
