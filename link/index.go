package link

import (
	"math"
	"runtime"
	"unsafe"
)

// CloseMargin is how near, in log2 odds, another person may come to the best
// before the answer needs a person's look. NHS England's linkage of 2025 uses
// the same.
const CloseMargin = 5

// worthTelling is the weight below which a person is not told of.
const worthTelling = -5

// Index finds who among the linked records somebody could be, one record at a
// time, as a desk or a feed asks. It judges as the run that linked them did: the
// same cleaning, blocking keys, comparisons and model. It holds the details of
// all linked people and is to be guarded like them.
type Index struct {
	run    *run // of it only what tells of records: configuration, details, profiles, holders and model
	words  wording
	person []uint32 // of each record
	people people
	rules  []keyed
	idle   chan *asking // at rest; as many searches go on at once as there are
}

// Match is a person that a record could be of.
type Match struct {
	Person      uint32  // as in Result.Person
	Record      int     // that of the person's records most like it, by order of Add
	Weight      float64 // log2 odds that both records are one person
	Probability float64 // the same as a chance, 0 to 1
	Linked      bool    // a run with the record among the others would link the two
	Close       bool    // another person is within CloseMargin of the best, and this is one of them: look before you choose
	Cut         Cut     // why the two are not linked though the weight reaches the threshold
	How         string  // what agrees and what does not, in words; never values
	Steps       []Step  // the same as weights that add up to Weight
}

// Index makes an index of the linked records; it takes about as long as a few
// rules of the run. It keeps what it needs of the run and nothing else.
func (r *Result) Index() *Index {
	x := &Index{words: r.words, person: r.Person, people: r.run.gatherPeople(r.Person)}
	x.run = &run{
		Linker: &Linker{cfg: r.run.cfg, profiles: r.run.profiles, spikes: r.run.spikes}, holders: r.run.holders,
		training: &training{model: r.run.training.model},
	}
	askers := 2 * runtime.GOMAXPROCS(0)
	x.run.details = r.run.roomy(askers * roomsEach)
	rules, _ := x.run.cfg.rules() // the run has followed them
	x.index(rules)
	x.idle = make(chan *asking, askers)
	for n := range askers {
		x.idle <- x.asker(n)
	}
	return x
}

// Search gives at most `most` people that the record could be of, best first, of
// equal ones the first; none when nobody is worth telling of. Source and LocalID
// of the record are not looked at, and nothing of it is kept for long. It may be
// called by any number of goroutines.
func (x *Index) Search(r *Record, most int) []Match {
	a := <-x.idle
	defer func() { x.idle <- a }()
	a.take(r)
	a.block()
	a.weigh()
	return a.answer(most)
}

// Size is about how much memory the index takes, in bytes.
func (x *Index) Size() int64 {
	d, h := &x.run.details, &x.run.holders
	n := size(x.run.profiles) + size(h.profileOf) + size(h.start) + size(h.list) + size(x.person) + size(x.people.start) + size(x.people.profiles)
	for i := range x.rules {
		n += size(x.rules[i].profiles) + size(x.rules[i].start)
	}
	n += size(d.names.text) + size(d.names.letter) + size(d.names.sound) + size(d.names.lift) + size(d.names.liftF)
	for _, name := range d.names.text {
		n += int64(len(name))
	}
	n += size(d.addresses.sketch) + size(d.addresses.lift) + size(d.postcodes.code) + size(d.postcodes.out) + size(d.emails.user) + size(d.emails.sketch)
	for _, v := range []*values{&d.names.values, &d.births, &d.postcodes.values, &d.addresses.values, &d.phones, &d.emails.values, &d.outcodes} {
		n += size(v.ids.slots) + size(v.hash) + size(v.count)
	}
	for i := range d.further {
		f := &d.further[i]
		n += size(f.ids.slots) + size(f.hash) + size(f.count) + size(f.text) + size(f.number) + size(f.sketch)
	}
	return n
}

func size[T any](s []T) int64 { return int64(len(s)) * int64(unsafe.Sizeof(*new(T))) }

// people lists the first few profiles of each person in canonical order: those
// that stand for a cluster when two are compared.
type people struct {
	start    []uint32 // of each person
	profiles []uint32
}

func (p *people) of(person uint32) []uint32 { return p.profiles[p.start[person]:p.start[person+1]] }

// gatherPeople finds the profiles of all people. One that says too little and is
// held by several registrations is nobody's.
func (r *run) gatherPeople(person []uint32) (out people) {
	persons := 0
	for _, n := range person {
		persons = max(persons, int(n)+1)
	}
	count := make([]uint32, persons)
	each := func(do func(profile, person uint32)) {
		for p := range uint32(len(r.profiles)) {
			if hs := r.holders.of(p); len(hs) == 1 || r.linkable(p) {
				do(p, person[hs[0].record])
			}
		}
	}
	each(func(_, of uint32) { count[of] = min(count[of]+1, representatives) })
	out.start = starts(count)
	out.profiles = make([]uint32, out.start[persons])
	clear(count)
	each(func(p, of uint32) {
		if count[of] < representatives {
			out.profiles[out.start[of]+count[of]] = p
			count[of]++
		}
	})
	return out
}

func chanceOf(weight float32) float64 { return 1 / (1 + math.Exp2(-float64(weight))) }
