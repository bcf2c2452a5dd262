package smart

import "strings"

// Acts are what a scope lets be done to resources of a type, the letters of cruds.
type Acts uint8

// The acts, in the order of their letters.
const (
	Create Acts = 1 << iota
	Read        // also earlier versions and the history of one resource
	Update      // also a patch
	Delete
	Search // also the history of a type, or of all
)

const letters = "cruds"

// String gives the letters in their order.
func (a Acts) String() string {
	var b strings.Builder
	for i := range len(letters) {
		if a&(1<<i) != 0 {
			b.WriteByte(letters[i])
		}
	}
	return b.String()
}

// former are the acts of SMART 1, by their words.
var former = map[string]Acts{"read": Read | Search, "write": Create | Update | Delete, "*": Create | Read | Update | Delete | Search}

// actsOf reads the letters, which stand in their order and once each, or a word of
// SMART 1.
func actsOf(text string) (acts Acts, first, ok bool) {
	if acts, first = former[text]; first {
		return acts, true, true
	}
	next := 0
	for i := range len(text) {
		at := strings.IndexByte(letters[next:], text[i])
		if at < 0 {
			return 0, false, false
		}
		next += at
		acts |= 1 << next
		next++
	}
	return acts, false, acts != 0
}

// need is what an interaction of FHIR's REST asks of a scope.
type need struct {
	acts Acts
	all  bool // of every type: the scope must be for *
	any  bool // what it touches is asked for by itself: any scope of the level will do
}

var needs = map[string]need{
	"read": {acts: Read}, "vread": {acts: Read}, "history-instance": {acts: Read}, "$everything": {acts: Read},
	"create": {acts: Create}, "update": {acts: Update}, "patch": {acts: Update}, "delete": {acts: Delete},
	"search-type": {acts: Search}, "history-type": {acts: Search}, "$match": {acts: Search},
	"search-system": {acts: Search, all: true}, "history-system": {acts: Search, all: true},
	"search-compartment": {acts: Search, any: true},
	"capabilities":       {any: true}, "batch": {any: true}, "transaction": {any: true},
}
