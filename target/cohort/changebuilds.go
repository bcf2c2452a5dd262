package cohort

import "context"

// ofTwo compares two builds, in each of which people have numbers of their own.
func (x *Change) ofTwo(ctx context.Context, before, after *Crowd, was, is *Funnel, current Resolver) error {
	older, err := before.people(ctx, was, current)
	if err != nil {
		return err
	}
	newer, err := after.people(ctx, is, nil)
	if err != nil {
		return err
	}
	x.in, x.out = map[string]int{}, map[string]int{}
	for id, at := range newer {
		there, known := older[id]
		switch {
		case at == member && known && there == member:
			x.Stayed++
		case at == member && known:
			x.in[id] = there
		case at == member:
			x.in[id] = -1
		}
	}
	for id, at := range older {
		there, known := newer[id]
		if at == member && (!known || there != member) {
			x.out[id] = there
			if !known {
				x.out[id] = -1
			}
		}
	}
	return nil
}

// member stands for whom no step left out.
const member = 1 << 30

// people says of everybody by id at which step they were left out. Where several carry on
// as one, the one that came furthest speaks.
func (k *Crowd) people(ctx context.Context, f *Funnel, current Resolver) (map[string]int, error) {
	ids, err := k.Names(ctx, f.all)
	if err != nil {
		return nil, err
	}
	out := make(map[string]int, len(ids))
	for i, n := range f.all.ToArray() {
		id, at := ids[i], member
		if step, left := f.At(n); left {
			at = step
		}
		if current != nil {
			id = current(id)
		}
		if had, again := out[id]; !again || at > had {
			out[id] = at
		}
	}
	return out, nil
}
