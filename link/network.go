package link

import "math"

// network is the links between the profiles of one person.
type network struct {
	ties  [][]tie
	order []int // in which profiles were reached, 0 for not yet
	low   []int // earliest profile that can be reached from below
	n     int
	found int
	least float64
}

type tie struct {
	to     int
	weight float32
	number int
}

// certainTie is the weight of what needs no link: two entries of a registration.
const certainTie = float32(math.MaxFloat32)

func (n *network) size(profiles int) {
	n.ties, n.order, n.low = make([][]tie, profiles), make([]int, profiles), make([]int, profiles)
}

func (n *network) tie(a, b int, weight float32) {
	n.found++
	n.ties[a] = append(n.ties[a], tie{b, weight, n.found})
	n.ties[b] = append(n.ties[b], tie{a, weight, n.found})
}

// bridges counts the ties without which the network would fall in two, and gives
// the weight of the weakest (Tarjan, Information Processing Letters 2, 1974).
func (n *network) bridges() (count int, weakest float64) {
	n.least = math.Inf(1)
	for start := range n.ties {
		if n.order[start] == 0 {
			count += n.walk(start)
		}
	}
	if count == 0 {
		return 0, 0
	}
	return count, n.least
}

// walking is a profile on the way down, by the tie it was reached by.
type walking struct {
	at, next int
	by       tie
}

// walk goes through all that hangs together, depth first, without recursion:
// a hostile person may have thousands of profiles.
func (n *network) walk(start int) (count int) {
	way := []walking{{at: start}}
	n.enter(start)
	for len(way) > 0 {
		top := &way[len(way)-1]
		if top.next == len(n.ties[top.at]) {
			by, at := top.by, top.at
			way = way[:len(way)-1]
			if len(way) == 0 {
				break
			}
			above := way[len(way)-1].at
			n.low[above] = min(n.low[above], n.low[at])
			if n.low[at] > n.order[above] {
				count++
				n.least = min(n.least, float64(by.weight))
			}
			continue
		}
		t := n.ties[top.at][top.next]
		top.next++
		switch {
		case t.number == top.by.number:
		case n.order[t.to] > 0:
			n.low[top.at] = min(n.low[top.at], n.order[t.to])
		default:
			n.enter(t.to)
			way = append(way, walking{at: t.to, by: t})
		}
	}
	return count
}

func (n *network) enter(at int) {
	n.n++
	n.order[at], n.low[at] = n.n, n.n
}
