package link

import (
	"bytes"
	"encoding/csv"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEvaluate(t *testing.T) {
	clusters := map[string]string{"1": "a", "2": "a", "3": "a", "4": "b", "9": "z"}
	truth := map[string]string{"1": "x", "2": "x", "3": "y", "4": "y", "8": "y"}
	e := Evaluate(clusters, truth)
	if e.Records != 4 || e.Missing != 2 || e.Pairs != 3 || e.TruePairs != 2 {
		t.Errorf("%+v", e)
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }
	if !near(e.Pairwise.Precision, 1.0/3) || !near(e.Pairwise.Recall, 0.5) || !near(e.Pairwise.F1, 0.4) {
		t.Errorf("pairwise %+v", e.Pairwise)
	}
	if !near(e.BCubed.Precision, (2.0/3+2.0/3+1.0/3+1)/4) || !near(e.BCubed.Recall, (1+1+0.5+0.5)/4) {
		t.Errorf("B-cubed %+v", e.BCubed)
	}
	if e := Evaluate(nil, nil); e.Pairwise.F1 != 1 {
		t.Errorf("nothing: %+v", e)
	}
}

func TestReadClusters(t *testing.T) {
	got, err := ReadClusters("t.csv", strings.NewReader("record_id,person_id\n1,7\n2,8\n"))
	person := func(source, id string) string { return got.Person[Registration{Source: source, LocalID: id}] }
	if err != nil || got.BySource || person("", "1") != "7" || person("", "2") != "8" {
		t.Errorf("%v %v", got, err)
	}
	got, err = ReadClusters("t.csv", strings.NewReader("source,local_id,person\na,1,7\nb,1,8\n"))
	if err != nil || !got.BySource || person("a", "1") != "7" || person("b", "1") != "8" {
		t.Errorf("%v %v", got, err)
	}
	if e := Compare(got, got); e.Records != 2 || e.Persons != 2 {
		t.Errorf("equal ids of two sources: %+v", e)
	}
	for text, want := range map[string]string{
		"":                           "t.csv:1: no header line",
		"a,b\n":                      "t.csv:1: columns id and person_id are needed",
		"id,person_id\n1,2\n1,3\n":   `t.csv:3: column "id": id occurs twice (found "1")`,
		"id,person_id\n1,2\n1,3,4\n": "t.csv:3: not a CSV row",
	} {
		if _, err := ReadClusters("t.csv", strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzReadClusters(f *testing.F) {
	f.Add("id,source,person_id\n1,a,2\n")
	f.Add("id,person_id\n\"")
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = ReadClusters("f.csv", strings.NewReader(text))
	})
}

func TestPropose(t *testing.T) {
	m := Propose([]string{"\ufeffrec_id", " given_name", "Surname", " street_number", "address_1", "DOB", "soc_sec_id", "Post Code", "E-mail", "colour"})
	want := Mapping{
		ID: 0, Source: -1, NHSNumber: 6, Title: -1, GivenName: 1, MiddleName: -1, FamilyName: 2, BirthDate: 5,
		Sex: -1, Postcode: 7, Phone: -1, Email: 8, GPPractice: -1, Address: []int{3, 4},
	}
	if d := cmp.Diff(want, m); d != "" {
		t.Error(d)
	}
	r := m.Record([]string{"1", " Ann ", "Lee", "3", "High St"})
	if r.LocalID != "1" || r.GivenName != "Ann" || r.Address != "3, High St" || r.Email != "" {
		t.Errorf("%+v", r)
	}
}

func TestWriters(t *testing.T) {
	var records []Record
	makePlace(300, 2, func(r Record, _ int) { records = append(records, r) })
	res := runLinker(t, Config{}, records)
	id := func(i int) Registration { return Registration{records[i].Source, records[i].LocalID} }
	var clusters, edges, report bytes.Buffer
	for _, err := range []error{res.WriteClusters(&clusters, id), res.WriteEdges(&edges, id), res.WriteReport(&report)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	rows, err := csv.NewReader(&clusters).ReadAll()
	if err != nil || len(rows) != len(records)+1 || strings.Join(rows[0], ",") != "id,source,person_id" {
		t.Errorf("clusters: %d rows, %v", len(rows), err)
	}
	rows, err = csv.NewReader(&edges).ReadAll()
	if err != nil || len(rows) != len(res.Edges)+1 || len(rows[0]) != 6+cFurther+1+3 {
		t.Errorf("edges: %d rows, %v", len(rows), err)
	}
	if !strings.Contains(report.String(), `"persons": `) || strings.Contains(report.String(), "Q11") {
		t.Error("report")
	}
}
