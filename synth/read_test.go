package synth_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/xuri/excelize/v2"
)

// practiceIDs reads every FHIR file, checks that each line is JSON of its kind
// with a known subject, and gives the ids of the Patient resources.
func practiceIDs(t *testing.T, out string) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	resources(t, filepath.Join(out, "gp/patients.ndjson.gz"), func(r map[string]any) {
		id, _ := r["id"].(string)
		if r["resourceType"] != "Patient" || ids[id] {
			t.Errorf("patient %q: not a Patient, or twice", id)
		}
		ids[id] = true
	})
	for file, kind := range map[string]string{"encounters": "Encounter", "conditions": "Condition", "medications": "MedicationRequest", "observations": "Observation"} {
		resources(t, filepath.Join(out, "gp", file+".ndjson.gz"), func(r map[string]any) {
			subject, _ := r["subject"].(map[string]any)
			ref, _ := subject["reference"].(string)
			if r["resourceType"] != kind || len(ref) < 9 || !ids[ref[8:]] {
				t.Errorf("%s %v: wrong kind or unknown subject %q", file, r["id"], ref)
			}
		})
	}
	return ids
}

func resources(t *testing.T, path string, each func(map[string]any)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		var r map[string]any
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatalf("%s: %v in %s", path, err, lines.Text())
		}
		each(r)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// workbookIDs reads both sheets with a reader that is not ours.
func workbookIDs(t *testing.T, out string) map[string]bool {
	t.Helper()
	book, err := excelize.OpenFile(filepath.Join(out, "voluntary/sessions.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	ids := map[string]bool{}
	for _, sheet := range []string{"Sessions", "I-statements"} {
		rows, err := book.GetRows(sheet)
		if err != nil || len(rows) < 2 {
			t.Fatalf("%s: %d rows, %v", sheet, len(rows), err)
		}
		for _, r := range rows[1:] {
			ids[r[0]] = true
		}
	}
	return ids
}
