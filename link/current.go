package link

import "slices"

// MostOneCurrent is how many sources can be declared to register a person once.
const MostOneCurrent = 64

// claim tells which declared source a record is a current registration of, from
// 1; 0 for none.
func (in *Intake) claim(r *Record) uint8 {
	if len(in.cfg.OneCurrent) == 0 {
		return 0
	}
	i := slices.Index(in.cfg.OneCurrent, r.Source)
	if i >= 0 {
		in.sources |= 1 << i
	}
	if r.Ended {
		return 0
	}
	return uint8(i + 1)
}

// claims notes what a record of a registration claims; one current record makes
// the registration current.
func (g *gathering) claims(registration uint32, fresh bool, claim uint8) {
	switch {
	case len(g.cfg.OneCurrent) == 0:
		return
	case fresh:
		g.claim = append(g.claim, claim)
	case claim != 0:
		g.claim[registration] = claim
	}
	if claim != 0 {
		g.declared |= 1 << (claim - 1)
	}
}

// claimed tells of each set of nodes, by root, in which declared sources it has a
// current registration, a bit a source. It is nil when no source is declared.
type claimed []uint64

// claimed gives what single nodes claim.
func (r *run) claimed() claimed {
	if len(r.claim) == 0 {
		return nil
	}
	all := make(claimed, len(r.profiles)+len(r.claim))
	for g, claim := range r.claim {
		if claim != 0 {
			all[len(r.profiles)+g] = 1 << (claim - 1)
		}
	}
	return all
}

// clash says that two sets have a current registration of one source each.
func (c claimed) clash(a, b uint32) bool { return c != nil && c[a]&c[b] != 0 }

// join gives the set of two what both claim.
func (c claimed) join(root, a, b uint32) {
	if c != nil {
		c[root] = c[a] | c[b]
	}
}
