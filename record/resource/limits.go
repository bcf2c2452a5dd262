package resource

// Limits bound what one document may cost. A zero field takes its default.
type Limits struct {
	Bytes  int // of the whole text; default 64 MiB, at most 4 GiB - 1
	Depth  int // of arrays and objects within one another; default 100, at most 10,000
	Number int // characters of one number; default 1,000
}

const (
	defaultBytes  = 64 << 20
	mostBytes     = 1<<32 - 1
	defaultDepth  = 100
	mostDepth     = 10_000
	defaultNumber = 1000
	mostName      = 1<<16 - 1 // bytes of a member's name
)

func (l Limits) orDefault() Limits {
	return Limits{
		Bytes:  bounded(l.Bytes, defaultBytes, mostBytes),
		Depth:  bounded(l.Depth, defaultDepth, mostDepth),
		Number: bounded(l.Number, defaultNumber, mostBytes),
	}
}

func bounded(given, usual, most int) int {
	if given <= 0 {
		return usual
	}
	return min(given, most)
}
