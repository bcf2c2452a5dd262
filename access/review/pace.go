package review

import (
	"hash/fnv"
	"time"
)

// pace asks what takes the actor's looks before to tell, and remembers this one.
// last is the surname of the person before.
func pace(h *habit, l *look, last string, s *Settings) (all []verdict) {
	if s.exempt(l.entry.Purpose) {
		return nil
	}
	if v, found := burst(h, l, s); found {
		all = append(all, v)
	}
	if v, found := night(h, l, s); found {
		all = append(all, v)
	}
	if v, found := sequence(h, l, last, s); found {
		all = append(all, v)
	}
	return all
}

// burst: more people than is usual on a day, or half as many within an hour.
func burst(h *habit, l *look, s *Settings) (verdict, bool) {
	day, hour, fresh := h.see(number(l.person), l.at.UnixMicro(), s.midnight(l.at))
	inHour := max(s.FloorHour, h.Limit/2)
	switch {
	case !fresh:
		return verdict{}, false
	case day > h.Limit:
		return verdict{Burst, seriousness[Burst], day, h.Limit}, true
	case hour > inHour:
		return verdict{Burst, seriousness[Burst], hour, inHour}, true
	}
	return verdict{}, false
}

// night: the first look at night of somebody who has a history by day.
func night(h *habit, l *look, s *Settings) (verdict, bool) {
	day, hour := s.local(l.at)
	if !s.night(hour) {
		return verdict{}, false
	}
	first := h.Days >= int64(s.LeastDays) && (h.Night == nil || day-*h.Night > int64(s.UsualDays))
	h.Night = &day
	return verdict{kind: Night, serious: seriousness[Night]}, first
}

// sequence: lists of a ward or a clinic are in order too, so that it takes people with
// whom the actor has nothing to do.
func sequence(h *habit, l *look, last string, s *Settings) (verdict, bool) {
	if l.tied() {
		return verdict{}, false
	}
	n := h.Order.next(l.person, l.of.Surname, last, l.at.UnixMicro(), s.Gap)
	return verdict{Sequence, seriousness[Sequence], n, int64(s.Sequence) - 1}, n >= int64(s.Sequence)
}

// probing: many denials within an hour.
func probing(h *habit, at time.Time, s *Settings) (verdict, bool) {
	n := h.deny(at.UnixMicro(), s.Denials)
	return verdict{Probing, seriousness[Probing], int64(n), int64(s.Denials) - 1}, n >= s.Denials
}

// midnight is when the day of a time began in the place, in microseconds.
func (s *Settings) midnight(t time.Time) int64 {
	year, month, day := t.In(s.Zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, s.Zone).UnixMicro()
}

// number stands for a person among those whom one actor saw.
func number(person string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(person))
	return int64(h.Sum64())
}
