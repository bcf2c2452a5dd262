package model

import (
	"context"
	"database/sql/driver"
	"math"
	"time"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/target/instrument"
)

// Published is a published score that everybody of a build has.
type Published struct {
	Instrument string `json:"instrument"`
	Score      string `json:"score"`
	Title      string `json:"title"`
	Column     string `json:"column"` // of the file of scores
	People     int    `json:"people"` // who have it, and not 0
}

// usualMonths is how far back the diagnoses of an instrument go that says nothing of it.
const usualMonths = 24

// Sheet says what a file of published scores is; it lies beside it.
type Sheet struct {
	Build  string      `json:"build"`
	Index  string      `json:"index_date"`
	People int         `json:"people"`
	Scores []Published `json:"scores"`
	File   string      `json:"file"` // that has them, beside this one; its name ends with its hash
}

// instrumentsSheet is its name, which no model can have.
const instrumentsSheet = "all-instruments"

// ScoreInstruments scores everybody of a build by every instrument that asks for no more than
// diagnoses, age and sex, all in one pass, on the day after the facts end. The scores
// are a Parquet file that DATA/scores/BUILD/all-instruments.json names: person_id and a
// column INSTRUMENT.SCORE each, missing where an instrument gives none.
func ScoreInstruments(ctx context.Context, f *Facts, d Store) ([]Published, error) {
	set, _ := instrument.Load(f.Place)
	engine, err := set.Compile(ofPeople(set), diagnoses)
	if err != nil {
		return nil, err
	}
	s, err := f.session(ctx, f.IndexDate())
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := s.run(ctx, "gathering the people", "CREATE OR REPLACE TEMP TABLE population AS SELECT person_id FROM person WHERE death_date IS NULL ORDER BY 1"); err != nil {
		return nil, err
	}
	p := newPass(engine, s.index)
	if err := p.people(ctx, s); err != nil {
		return nil, err
	}
	if err := p.codes(ctx, s); err != nil {
		return nil, fault.Wrap(err, "scoring diagnoses by published instruments")
	}
	columns := p.known()
	told, build := p.told(columns), f.Build().ID
	return told, d.putSheet(ctx, build, instrumentsSheet, instrumentsSheet, func(path string) error {
		return p.write(ctx, path, columns)
	}, func(file string) any {
		return Sheet{Build: build, Index: s.index.Format(time.DateOnly), People: len(p.ids), Scores: told, File: file}
	})
}

// ofPeople are the instruments that speak of a person; others speak of one stay.
func ofPeople(set *instrument.Set) (names []string) {
	for _, name := range set.Names() {
		if i, err := set.Find(name); err == nil && i.Window.Stays != "index" {
			names = append(names, name)
		}
	}
	return names
}

// pass is everybody being scored by all instruments.
type pass struct {
	engine *instrument.Engine
	index  time.Time
	reach  []float64 // days, of each instrument
	ids    []string
	ages   []float64
	sexes  []string
	values []publishedColumn
	lane   *instrument.Lane
	person *instrument.Person
	out    instrument.Outcome
	at     int
}

// publishedColumn is one score of one instrument; NaN where it gives none.
type publishedColumn struct {
	Published
	values []float64
}

func newPass(e *instrument.Engine, index time.Time) *pass {
	p := &pass{engine: e, index: index, lane: e.Lane(), person: e.Person()}
	for _, i := range e.Instruments {
		months := i.Window.LookbackMonths
		if months == 0 {
			months = usualMonths
		}
		p.reach = append(p.reach, index.Sub(index.AddDate(0, -months, 0)).Hours()/24)
		for _, s := range i.Scores {
			title := s.Title
			if title == "" {
				title = i.Title
			}
			p.values = append(p.values, publishedColumn{Published: Published{Instrument: i.Name, Score: s.Name, Title: title, Column: i.Name + "." + s.Name}})
		}
	}
	return p
}

func (p *pass) people(ctx context.Context, s *session) error {
	err := s.each(ctx, "SELECT person_id, CAST(age AS DOUBLE), sex FROM person SEMI JOIN population USING (person_id) ORDER BY 1", func(v []driver.Value) {
		age, known := v[1].(float64)
		if !known {
			age = math.NaN()
		}
		p.ids, p.ages, p.sexes = append(p.ids, text(v[0])), append(p.ages, age), append(p.sexes, text(v[2]))
	})
	for i := range p.values {
		p.values[i].values = make([]float64, len(p.ids))
	}
	return fault.Wrap(err, "gathering the people")
}

// codes goes through the diagnoses, person by person.
func (p *pass) codes(ctx context.Context, s *session) error {
	p.begin()
	err := s.each(ctx, replaceAll(codesSQL, "INDEX_DATE", date(p.index)), func(v []driver.Value) {
		for id := text(v[0]); p.at < len(p.ids) && p.ids[p.at] < id; {
			p.settle()
		}
		ago, _ := v[3].(float64)
		p.lane.Code(p.person, []byte(text(v[1])), position(v[2]), within(p.reach, ago), 0)
	})
	for p.at < len(p.ids) {
		p.settle()
	}
	return err
}

// begin takes the age and sex of the person at hand.
func (p *pass) begin() {
	p.person.Reset()
	if p.at == len(p.ids) {
		return
	}
	for k := range p.engine.Items {
		switch it := &p.engine.Items[k]; it.Name {
		case "age":
			p.person.Items[k] = p.ages[p.at]
		case "sex":
			for n, choice := range it.Choices {
				if choice == p.sexes[p.at] {
					p.person.Items[k] = float64(n)
				}
			}
		}
	}
}

// settle scores the person at hand and turns to the next.
func (p *pass) settle() {
	c := 0
	for i := range p.engine.Instruments {
		p.lane.Score(p.person, i, &p.out)
		for k := range p.engine.Instruments[i].Scores {
			if p.values[c].values[p.at] = math.NaN(); p.out.Known[k] {
				p.values[c].values[p.at] = p.out.Scores[k]
			}
			c++
		}
	}
	p.at++
	p.begin()
}

// known are the columns of scores that somebody has.
func (p *pass) known() []publishedColumn {
	var out []publishedColumn
	for _, c := range p.values {
		some := false
		for _, v := range c.values {
			some = some || v == v
			if v == v && v != 0 {
				c.People++
			}
		}
		if some {
			out = append(out, c)
		}
	}
	return out
}

func (p *pass) told(columns []publishedColumn) []Published {
	out := []Published{}
	for _, c := range columns {
		out = append(out, c.Published)
	}
	return out
}

func (p *pass) write(ctx context.Context, path string, columns []publishedColumn) error {
	all := []duck.Column{{Name: "person_id", Kind: duck.Text}}
	for _, c := range columns {
		all = append(all, duck.Column{Name: c.Column, Kind: duck.Double})
	}
	return duck.WriteParquet(ctx, path, all, len(p.ids), func(from int, b *duck.Block) error {
		ids := b.Texts(0)
		for i := range b.Rows() {
			ids.SetString(i, p.ids[from+i])
		}
		for k := range columns {
			out := b.Doubles(1 + k)
			for i := range b.Rows() {
				if out[i] = columns[k].values[from+i]; out[i] != out[i] {
					out[i] = 0
					b.Null(1+k, i)
				}
			}
		}
		return nil
	})
}
