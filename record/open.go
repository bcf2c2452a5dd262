package record

import (
	"context"
	"embed"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this package, for store.Open.
func Migrations() store.Migrations { return store.MigrationsOf("record", files) }

// Record is the shared record in one database.
type Record struct {
	db    *store.DB
	types map[*definition.Type]int64
	names map[int64]*definition.Type
	// parameters numbers the search parameters of each type.
	parameters map[*definition.Type]map[string]int64
	packer     *packer
	watchers   map[*definition.Type][]Watcher
	people     map[*definition.Type]wayToPeople

	hear func(tx *store.Tx, all []Change) error // of changes; nil: nobody does

	persons func(id string) string // who Patients are whose ids tell it; nil: none

	bench bench // of what rules come to

	labels       Labeller // nil: none
	labelVersion string
}

// Open takes up the record in a database that was opened with Migrations. Types
// and parameters that the database has not met get numbers, and who may see what is
// made ready to be asked (WithLabels).
func Open(ctx context.Context, db *store.DB, options ...Option) (*Record, error) {
	p, err := newPacker()
	if err != nil {
		return nil, err
	}
	r := &Record{db: db, types: map[*definition.Type]int64{}, names: map[int64]*definition.Type{}, parameters: map[*definition.Type]map[string]int64{}, packer: p}
	for _, option := range options {
		option(r)
	}
	err = db.Write(ctx, func(tx *store.Tx) error {
		if err := r.numberTypes(tx); err != nil {
			return err
		}
		return r.numberParameters(tx)
	})
	if err == nil {
		r.waysToPeople()
		err = r.relabel(ctx)
	}
	return r, fault.Wrap(err, "opening the record")
}

func (r *Record) numberTypes(tx *store.Tx) error {
	known, next := map[string]int64{}, int64(1)
	for row, err := range tx.Query("SELECT number, name FROM record_type") {
		var number int64
		var name string
		if err == nil {
			err = row.Scan(&number, &name)
		}
		if err != nil {
			return err
		}
		known[name], next = number, max(next, number+1)
	}
	var added [][]any
	for t := range resources() {
		number, is := known[t.Name]
		if !is {
			number, next = next, next+1
			added = append(added, []any{number, t.Name})
		}
		r.types[t], r.names[number] = number, t
	}
	return tx.Insert("record_type", []string{"number", "name"}, added)
}

func (r *Record) numberParameters(tx *store.Tx) error {
	type key struct{ typ, code string }
	known, next := map[key]int64{}, int64(1)
	for row, err := range tx.Query("SELECT number, type, code FROM record_parameter") {
		var number int64
		var k key
		if err == nil {
			err = row.Scan(&number, &k.typ, &k.code)
		}
		if err != nil {
			return err
		}
		known[k], next = number, max(next, number+1)
	}
	var added [][]any
	for t := range resources() {
		r.parameters[t] = map[string]int64{}
		for p := range t.Parameters() {
			if _, shadowed := r.parameters[t][p.Code]; shadowed {
				continue
			}
			number, is := known[key{t.Name, p.Code}]
			if !is {
				number, next = next, next+1
				added = append(added, []any{number, t.Name, p.Code})
			}
			r.parameters[t][p.Code] = number
		}
	}
	return tx.Insert("record_parameter", []string{"number", "type", "code"}, added)
}

// resources gives the types of resources that can be sent.
func resources() func(yield func(*definition.Type) bool) {
	return func(yield func(*definition.Type) bool) {
		for t := range definition.Types() {
			if t.Kind == definition.Resource && !t.Abstract && !yield(t) {
				return
			}
		}
	}
}
