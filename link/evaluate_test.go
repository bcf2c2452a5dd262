package link

import (
	"bytes"
	"encoding/csv"
	"math"
	"strings"
	"testing"
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

func TestWriters(t *testing.T) {
	var records []Record
	makePlace(300, 2, func(r Record, _ int) { records = append(records, r) })
	res := runLinker(t, Config{}, records)
	id := func(i int) Registration { return Registration{records[i].Source, records[i].LocalID} }
	var clusters, report bytes.Buffer
	for _, err := range []error{res.WriteClusters(&clusters, id), res.WriteReport(&report)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	rows, err := csv.NewReader(&clusters).ReadAll()
	if err != nil || len(rows) != len(records)+1 || strings.Join(rows[0], ",") != "id,source,person_id" {
		t.Errorf("clusters: %d rows, %v", len(rows), err)
	}
	if !strings.Contains(report.String(), `"persons": `) || strings.Contains(report.String(), "Q11") {
		t.Error("report")
	}
	equal := len(res.Rules()) - 1
	for _, e := range res.Edges {
		if birth, ok := e.Level(cBirth); res.RuleOf(e) == equal && ok && birth != birthEqual {
			t.Errorf("%+v has equal details and differs", e)
		}
	}
}
