package cohort

import (
	"context"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"continuum/internal/fault"
)

// Month is a cohort on the first of a month, as of what the build knows today.
type Month struct {
	On     string `json:"on"`
	Size   int    `json:"size"`
	Joined int    `json:"joined"` // since the month before
	Left   int    `json:"left"`
}

// MostMonths bounds how many months are counted at once.
const MostMonths = 60

// OverTime counts a cohort on the first of each of so many months up to the index date.
// In the first of them nobody has joined or left, for the month before is not counted.
func (k *Crowd) OverTime(ctx context.Context, id string, months int) ([]Month, error) {
	if months < 1 || months > MostMonths {
		return nil, fault.New(fault.Invalid, "between 1 and 60 months can be counted at once")
	}
	if _, err := k.set.Named(id); err != nil {
		return nil, err
	}
	out := make([]Month, 0, months)
	var before *roaring.Bitmap
	for i := range months {
		on := time.Date(k.on.Year(), k.on.Month()+time.Month(i+1-months), 1, 0, 0, 0, 0, time.UTC)
		now, err := k.membersOn(ctx, id, on)
		if err != nil {
			return nil, err
		}
		m := Month{On: on.Format(time.DateOnly), Size: size(now)}
		if before != nil {
			stayed := int(now.AndCardinality(before))
			m.Joined, m.Left = m.Size-stayed, size(before)-stayed
		}
		out, before = append(out, m), now
	}
	return out, nil
}

// membersOn are the members of a cohort on a day, remembered.
func (k *Crowd) membersOn(ctx context.Context, id string, on time.Time) (*roaring.Bitmap, error) {
	key := id + " " + on.Format(time.DateOnly)
	k.mu.Lock()
	known := k.months[key]
	k.mu.Unlock()
	if known != nil {
		return known, nil
	}
	then := k
	if !on.Equal(k.on) {
		then = On(k.build, k.set, on)
	}
	f, err := then.Funnel(ctx, id)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.months[key] = f.Members()
	return f.Members(), nil
}
