package link

import (
	"iter"
	"math"
	"slices"

	"continuum/internal/vast"
)

// rest is what a value's frequency leaves of other people: of n profiles with
// it, own belong to one person or household on average.
type rest struct {
	own   float64 // profiles with the value that one person brings
	floor float64 // least chance kept, in profiles
	usual float64 // chance of a typical value, believed while profiles are few
}

// few is the number of profiles at which counts and experience weigh alike.
const few = 100

// liftsFrom gives for each value the log2 of the chance that a stranger
// shares it over the field's mean chance, which is returned. total is the number
// of profiles that have the field.
func liftsFrom(count []uint32, r rest) (lift []float32, mean float64) {
	total := 0.0
	for _, n := range count {
		total += float64(n)
	}
	if total == 0 {
		return make([]float32, len(count)), r.usual
	}
	known := total / (total + few)
	chance := func(n uint32) float64 {
		return known*min(max(float64(n)-r.own, r.floor)/total, 1) + (1-known)*r.usual
	}
	for n, values := range tallied(count) { // in this order, not that of values, which depends on the order read
		mean += float64(values) * float64(n) / total * chance(n)
	}
	lift = vast.Make[float32](len(count))
	for i, n := range count {
		if n > 0 {
			lift[i] = float32(math.Log2(chance(n) / mean))
		}
	}
	return lift, mean
}

// fewTimes is a count that nearly no value exceeds.
const fewTimes = 1 << 12

// tallied gives each count above 0 that occurs, smallest first, and how many
// values have it.
func tallied(count []uint32) iter.Seq2[uint32, int] {
	var small [fewTimes]int
	var large []uint32
	for _, n := range count {
		if n < fewTimes {
			small[n]++
		} else {
			large = append(large, n)
		}
	}
	slices.Sort(large)
	return func(yield func(uint32, int) bool) {
		for n := 1; n < fewTimes; n++ {
			if small[n] > 0 && !yield(uint32(n), small[n]) {
				return
			}
		}
		for _, n := range large {
			if !yield(n, 1) {
				return
			}
		}
	}
}

// mostHolders bounds how often one profile counts, so that one person repeated
// without end does not make common values of theirs.
const mostHolders = 10

// counted recounts the values of all profiles, each as often as registrations
// hold it, and returns the mean of that.
func (d *details) counted(profiles []profile, h *holders) (mean float64) {
	d.names.family = make([]uint32, len(d.names.hash))
	for _, v := range []*values{&d.names.values, &d.births, &d.postcodes.values, &d.addresses.values, &d.phones, &d.emails.values} {
		v.count = make([]uint32, len(v.hash))
	}
	d.births.count = make([]uint32, birthSlots)
	for i := range d.further {
		d.further[i].count = make([]uint32, max(len(d.further[i].hash), 1))
	}
	for i := range profiles {
		p, n := &profiles[i], min(uint32(h.registrations(i)), mostHolders)
		mean += float64(n)
		bump(d.names.count, p.given, n)
		bump(d.names.family, p.family, n)
		bump(d.births.count, birthSlot(p.birth), n)
		bump(d.postcodes.count, p.postcode, n)
		bump(d.addresses.count, p.address, n)
		bump(d.phones.count, p.phone, n)
		bump(d.emails.count, p.email, n)
		for k, id := range p.further {
			bump(d.further[k].count, id, n)
		}
	}
	return mean / float64(max(len(profiles), 1))
}

func bump(count []uint32, id, n uint32) {
	if id != 0 {
		count[id] += n
	}
}

// birthSlots is the number of days told apart, 1850 to 2100 with 32 days a month.
const birthSlots = (2101 - 1850) * 12 * 32

// birthSlot numbers a date densely; 0 stays missing.
func birthSlot(bcd uint32) uint32 {
	if bcd == 0 {
		return 0
	}
	return ((decimal(bcd>>16)-1850)*12+decimal(bcd>>8&0xff)-1)*32 + decimal(bcd&0xff)
}

// chances are the exact mean chances that two strangers share a value.
type chances struct {
	given, family, birth, postcode, address, phone, email float64
	further                                               [MaxFurther]float64
}

// householdSize is the mean number of people behind one address or phone who
// are accounted for as household, not as strangers.
const householdSize = 2.5

// chances computes the lifts of all values, given how many profiles one person
// has on average.
func (d *details) chances(own float64) chances {
	var c chances
	person := func(usual float64) rest { return rest{own, 0.5 * own, usual} }
	home := func(usual float64) rest { return rest{own * householdSize, 0.3 * own, usual} }
	private := func(usual float64) rest { return rest{own * householdSize, 0.05 * own, usual} }
	d.names.lift, c.given = liftsFrom(d.names.count, person(4e-3))
	d.names.liftF, c.family = liftsFrom(d.names.family, person(2e-3))
	d.births.lift, c.birth = liftsFrom(d.births.count, person(4e-5))
	d.postcodes.lift, c.postcode = liftsFrom(d.postcodes.count, home(5e-4))
	d.addresses.lift, c.address = liftsFrom(d.addresses.count, home(1e-4))
	d.phones.lift, c.phone = liftsFrom(d.phones.count, private(1e-5))
	d.emails.lift, c.email = liftsFrom(d.emails.count, private(1e-6))
	for i := range d.further {
		f := &d.further[i]
		f.lift, c.further[i] = liftsFrom(f.count, rest{own, own, 0.05})
	}
	return c
}
