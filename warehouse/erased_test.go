package warehouse_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/warehouse"
)

// parted is small with somebody who will be erased, Wilhelmina Quillfeather: known to
// both partners, named as Tom's household, in a row that is rejected, in facts that
// nobody registered and in a record that is no row. Her lines stand last.
const parted = small + `
-- place/sources/households.sql --
-- feed: households
-- title: Who lives with whom
-- partner: clinic
-- file: households.csv
-- format: csv
-- table: relationship
-- reject_limit: 60%
SELECT _row, id AS local_id, 'household' AS kind, other AS other_local_id, name AS other_name, phone AS other_phone, since AS from_date FROM raw
`

// herLines are what the extracts say of her beside what they say of others; with is
// what they say of others where they name her.
var herLines = map[string]string{
	"people.csv":     "QX77W,9990000034,Wilhelmina,Quillfeather,1944-04-04,F,ZZ7 7ZZ\n",
	"clients.csv":    "QX88W,9990000034,WILHELMINA,QUILLFEATHER,1944-04-04,2,ZZ77ZZ\n",
	"contacts.csv":   "qx1,QX77W,2025-05-03,4242\nqx2,QX77W,not a date: Quillfeather,4242\n",
	"packages.csv":   "qx9,QX88W,2025-03-25,2025-04-07,4343\nqx8,QX99W,2025-03-25,2025-04-07,4343\n",
	"households.csv": "QX77W,2,Tom Jones,01999 1,2020-01-01\n",
}

const households = "id,other,name,phone,since\n1,3,Ann Brown,01999 3,2020-01-01\n3,,Somebody,01999 9,not a date\n"

// hers are words that nothing kept may hold.
var hers = []string{"quillfeather", "wilhelmina", "qx77w", "qx88w", "qx99w", "9990000034", "zz7", "01999 7", "4242", "4343"}

// erasedList is a list of people who were erased.
type erasedList []link.Registration

func (e erasedList) Has(r link.Registration) bool { return slices.Contains(e, r) }
func (e erasedList) Len() int                     { return len(e) }

var herRegistrations = erasedList{{Source: "clinic", LocalID: "QX77W"}, {Source: "council", LocalID: "QX88W"}, {Source: "council", LocalID: "QX99W"}}

// partedPlace writes parted: with her, or as it would be had no partner known her.
func partedPlace(t *testing.T, withHer bool, more ...string) warehouse.Job {
	t.Helper()
	dir := unpack(t, parted+strings.Join(more, ""))
	add := func(name, text string) {
		path := filepath.Join(dir, "in", name)
		old, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(old, text...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	add("households.csv", households)
	if withHer {
		add("households.csv", "2,QX77W,Wilhelmina Quillfeather,01999 7,2020-01-01\n")
		for name, text := range herLines {
			add(name, text)
		}
	} else {
		add("households.csv", "2,,,,2020-01-01\n")
	}
	return smallJob(t, dir)
}

// A build that leaves somebody out is that of extracts which never had them.
func TestNothingIsKeptOfWhoWasErased(t *testing.T) {
	without := partedPlace(t, false)
	never := build(t, without)
	j := partedPlace(t, true)
	j.Suppressed = herRegistrations
	m := build(t, j)
	if m.ContentHash != never.ContentHash {
		t.Errorf("other people's facts changed:\n%v\n%v", m.Tables, never.Tables)
	}
	if m.Erased != 7 || m.Suppressed != 3 {
		t.Errorf("%d rows of %d registrations were left out, want 7 of 3", m.Erased, m.Suppressed)
	}
	if found := kept(t, j, m); len(found) > 0 {
		t.Errorf("kept of her: %q", found)
	}
	if got, want := quality(t, j, m), quality(t, without, never); got != want {
		t.Errorf("the quality is\n%s\nnot\n%s", got, want)
	}
}

// Without a list she is in every place that the test above looks into.
func TestWhoWasNotErasedIsKept(t *testing.T) {
	j := partedPlace(t, true)
	j.Suppressed = erasedList{}
	m := build(t, j)
	if m.Erased != 0 || m.Suppressed != 0 {
		t.Errorf("%d rows of %d registrations were left out", m.Erased, m.Suppressed)
	}
	found := strings.Join(kept(t, j, m), "\n")
	for _, where := range []string{"registration", "identity", "registered", "person", "demographic", "activity", "service_package", "relationship", "reject", "evidence", "people.cards"} {
		if !strings.Contains(found, where+" ") {
			t.Errorf("table %s has nothing of her; it has:\n%s", where, found)
		}
	}
}

// quality is what the reports of a build say but for how many rows were left out.
func quality(t *testing.T, j warehouse.Job, m warehouse.Manifest) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(string(j.Data), "builds", m.ID, "quality.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		delete(r, "erased")
	}
	out, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// kept tells where anything of hers is: in which row of which table, in which file.
func kept(t *testing.T, j warehouse.Job, m warehouse.Manifest) (found []string) {
	t.Helper()
	dir := filepath.Join(string(j.Data), "builds", m.ID)
	db, err := duck.Open(filepath.Join(dir, "warehouse.duckdb"), duck.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range column(t, db, "SELECT table_name FROM duckdb_tables()") {
		for _, row := range column(t, db, "SELECT CAST(to_json(t) AS VARCHAR) FROM "+table+" t") {
			if holdsHers(row) {
				found = append(found, table+" "+row)
			}
		}
	}
	err = filepath.WalkDir(string(j.Data), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if name := d.Name(); err == nil && name != "manifest.json" && holdsHers(string(bytes.ToLower(text))) {
			found = append(found, name+" (file)")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func holdsHers(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(hers, func(word string) bool { return strings.Contains(text, word) })
}

func column(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// A build that was not told who was erased brings nobody back, and what becomes of ids
// does not tell by which ids partners knew them.
func TestNobodyComesBack(t *testing.T) {
	j := partedPlace(t, true)
	first := build(t, j)
	j.Suppressed = herRegistrations
	second := build(t, j)
	if second.People != first.People-1 {
		t.Errorf("%d people, then %d", first.People, second.People)
	}
	journal, err := os.ReadFile(filepath.Join(string(j.Data), "identity.journal"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if holdsHers(string(journal)) {
		t.Errorf("the journal of ids: %s", journal)
	}
	for _, list := range []warehouse.Erased{nil, erasedList{}, herRegistrations[:2]} {
		j.Suppressed = list
		if _, err := j.Build(t.Context()); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("a build with %v: %v", list, err)
		}
	}
}

// A record that is no row is nobody's for certain: where it could be hers, only that it
// came is kept.
func TestRecordsThatAreNoRows(t *testing.T) {
	j := partedPlace(t, true)
	path := filepath.Join(j.From, "contacts.csv")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, "e,QX77W,2025-05-03,1,Quillfeather\nf,2,2025-05-03,1,Jones\n"...)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	j.Suppressed = herRegistrations
	m := build(t, j)
	if found := kept(t, j, m); len(found) > 0 {
		t.Errorf("kept of her: %q", found)
	}
	db, err := duck.Open(filepath.Join(string(j.Data), "builds", m.ID, "warehouse.duckdb"), duck.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	got := column(t, db, "SELECT coalesce(raw, 'nothing') FROM reject WHERE feed = 'contacts' AND reason LIKE '%5%' ORDER BY line")
	if len(got) != 2 || got[0] != "nothing" || !strings.Contains(got[1], "Jones") {
		t.Errorf("the records are kept as %q", got)
	}
}

// A row of a file that is about her and about somebody else is not shown where the
// other's part of it is rejected.
func TestRowsOfTwoPeople(t *testing.T) {
	j := partedPlace(t, true, `
-- place/sources/couples.sql --
-- feed: couples
-- title: Couples
-- partner: clinic
-- file: couples.csv
-- format: csv
-- table: circumstance
-- reject_limit: 100%
SELECT _row, unnest([one, two]) AS local_id, 'couple' AS kind, 'yes' AS value, since AS from_date FROM raw
-- in/couples.csv --
one,two,since,names
2,3,not a date,Tom and Ann
QX77W,3,not a date,Wilhelmina and Ann
`)
	j.Suppressed = herRegistrations
	m := build(t, j)
	if found := kept(t, j, m); len(found) > 0 {
		t.Errorf("kept of her: %q", found)
	}
	db, err := duck.Open(filepath.Join(string(j.Data), "builds", m.ID, "warehouse.duckdb"), duck.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	got := column(t, db, "SELECT line || ' ' || coalesce(raw, 'nothing') FROM reject WHERE feed = 'couples' ORDER BY line, raw")
	if len(got) != 3 || !strings.Contains(got[0], "Tom and Ann") || got[2] != "3 nothing" {
		t.Errorf("rejected rows are kept as %q", got)
	}
}
