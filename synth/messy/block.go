package messy

import "continuum/synth/draw"

// form is a kind of records: its columns besides the id, the mean number of
// records a person has, and how one of them is written.
type form struct {
	id      string // name of the id column
	prefix  string // of ids
	columns []string
	mean    float64
	slips   []slip // what can go wrong
	write   func(*block, *person)
}

var forms = map[Kind]*form{Messy: &messyForm, Plain: &plainForm}

// block makes the people and records of one block after another for one worker.
type block struct {
	form    *form
	plan    *plan
	land    land
	seed    uint64
	workers int

	life, slip *draw.Stream
	fame       *draw.Stream // turned to whatever name is in fashion
	counts     []int
	people     []person
	homes      []home
	sheet      *sheet
	card       card
}

func newBlock(o Options, p *plan) *block {
	return &block{
		form: forms[o.Kind], plan: p, land: newLand(p.people), seed: o.Seed, workers: o.Workers,
		life: draw.New(), slip: draw.New(), fame: draw.New(), people: make([]person, 0, blockPeople+mostFamily),
	}
}

// make fills the sheet with the block's records.
func (b *block) make(index int) {
	b.sheet.reset(index == 0, b.plan.starts[index])
	b.life.Reset(b.seed, lifeStream, uint64(index))
	b.slip.Reset(b.seed, slipStream, uint64(index))
	b.counts = b.plan.counts(index, b.counts)
	b.populate(index)

	left := b.plan.starts[index+1] - b.plan.starts[index]
	for i := 0; i < len(b.people) && left > 0; i++ {
		for range min(left, b.counts[i]) {
			b.form.write(b, &b.people[i])
			b.sheet.end(b.people[i].number)
			left--
		}
	}
	b.sheet.shuffle(draw.New(b.seed, orderStream, uint64(index)))
}

// populate makes families until the block has its people; the last family may
// lose members to the limit.
func (b *block) populate(index int) {
	b.people, b.homes = b.people[:0], b.homes[:0]
	for len(b.people) < blockPeople {
		b.family()
	}
	b.people = b.people[:blockPeople]
	for i := range b.people {
		b.people[i].number = index*blockPeople + i
	}
}
