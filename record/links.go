package record

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/store"
)

// mark is the i-th parameter of a statement.
func mark(i int) string { return "$" + strconv.Itoa(i) }

// elsewhere is the type of what another server has.
const elsewhere = 0

// place parts a target into the type and id of a resource; what is no resource of
// this server is elsewhere and has its URL as id.
func (r *Record) place(target string) (typ int64, id string) {
	name, id, local := strings.Cut(target, "/")
	if t := definition.ResourceOf(name); local && t != nil && !strings.Contains(id, "/") && len(id) <= longestID {
		return r.types[t], id
	}
	if len(target) > longestTarget {
		sum := sha256.Sum256([]byte(target))
		target = target[:longestTarget] + hex.EncodeToString(sum[:])
	}
	return elsewhere, target
}

// Sizes in bytes: of an id as R4 allows it, and of what of a URL is kept as it is,
// so that an index of either engine takes it.
const (
	longestID     = 64
	longestTarget = 1000
)

// linked gives references the ordinals of their targets. What has never been here
// gets one as well: it may come.
func (w *Writer) linked(references set[referenceRow]) (set[linkRow], error) {
	out := make(set[linkRow], 0, len(references))
	for _, x := range references {
		ordinal, err := w.known(x.target)
		if err != nil {
			return nil, err
		}
		out = append(out, linkRow{x.parameter, ordinal})
	}
	return out, nil
}

// known gives the ordinal of a target, which is asked for once.
func (w *Writer) known(target string) (ordinal int64, err error) {
	ordinal, known := w.ordinals[target]
	if !known {
		if ordinal, err = w.ordinalOf(w.tx, target); err == nil {
			w.ordinals[target] = ordinal
		}
	}
	return ordinal, err
}

// ordinalOf gives the ordinal of a target, a new one if it has none. Another
// transaction may give it one meanwhile.
func (r *Record) ordinalOf(tx *store.Tx, target string) (ordinal int64, err error) {
	typ, id := r.place(target)
	const known, added = "SELECT ordinal FROM record_resource WHERE type = $1 AND id = $2",
		"INSERT INTO record_resource (type, id, version, at, deleted) VALUES ($1, $2, 0, 0, FALSE) ON CONFLICT (type, id) DO NOTHING RETURNING ordinal"
	for _, question := range []string{known, added, known} {
		err = tx.QueryRow(question, typ, id).Scan(&ordinal)
		if err == nil && question == added && isPatient(r.names[typ]) {
			return ordinal, r.ownPerson(tx, ordinal, target)
		}
		if err == nil || fault.CodeOf(err) != fault.NotFound {
			return ordinal, err
		}
	}
	return 0, err
}
