package record

import (
	"fmt"
	"strconv"

	"continuum/internal/fault"
	"continuum/record/resource"
)

// Labeller gives the labels of sensitivity of a resource by its content. It must give
// the same for the same content for as long as its version is the same. Any number of
// goroutines may use it.
type Labeller func(n resource.Node) []string

// Option changes how a record is opened.
type Option func(*Record)

// WithLabels lets resources be labelled as they are written. When the version differs
// from that by which the database was labelled, all versions of all resources are
// labelled anew before Open returns, in batches; what was done lasts if it is stopped.
// All programs that write to a database must open it alike: one without labels leaves
// those that are there as they are, but gives none to what it writes.
func WithLabels(version string, f Labeller) Option {
	return func(r *Record) { r.labels, r.labelVersion = f, version }
}

// mostLabels is how many labels a database can tell apart.
const mostLabels = 62

func (r *Record) labelsOf(n resource.Node) []string {
	if r.labels == nil {
		return nil
	}
	return r.labels(n)
}

// bitsOf gives the sum of the bits of some labels. New ones get the next bits.
func (w *Writer) bitsOf(names []string) (sum int64, err error) {
	if len(names) == 0 {
		return 0, nil
	}
	if w.bits == nil {
		if err := w.readBits(); err != nil {
			return 0, err
		}
	}
	for _, name := range names {
		bit, known := w.bits[name]
		if !known {
			if len(w.bits) == mostLabels {
				return 0, &fault.Error{Code: fault.Invalid, Value: strconv.Quote(name), Reason: fmt.Sprintf("more than %d labels of sensitivity", mostLabels), Fix: "declare fewer"}
			}
			bit = 1 << len(w.bits)
			if _, err := w.tx.Exec("INSERT INTO record_label (bit, name) VALUES ($1, $2)", bit, name); err != nil {
				return 0, err
			}
			w.bits[name] = bit
		}
		sum |= bit
	}
	return sum, nil
}

func (w *Writer) readBits() error {
	w.bits = map[string]int64{}
	for row, err := range w.tx.Query("SELECT bit, name FROM record_label") {
		var bit int64
		var name string
		if err == nil {
			err = row.Scan(&bit, &name)
		}
		if err != nil {
			return err
		}
		w.bits[name] = bit
	}
	return nil
}
