package instrument

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"continuum/internal/testkit"
)

const tolerance = 1e-6

// vectorFiles finds the files of a pattern in the published cases.
func vectorFiles(t *testing.T, pattern string) []string {
	t.Helper()
	dir := testkit.Vectors(t, "target", "vectors")
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("no cases %s", pattern)
	}
	return files
}

// caseRows reads a CSV file as maps.
func caseRows(t *testing.T, file string) []map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, r := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = r[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// bench is one instrument with a lane and a person.
type bench struct {
	*Instrument
	lane    *Lane
	person  *Person
	outcome Outcome
}

func benchOf(t *testing.T, name string, o Options) *bench {
	t.Helper()
	e, err := Published().Compile([]string{name}, o)
	if err != nil {
		t.Fatal(err)
	}
	return &bench{Instrument: e.Instruments[0], lane: e.Lane(), person: e.Person()}
}

// score scores one person from codes and items.
func (b *bench) score(t *testing.T, codes []string, at Position, items map[string]string) *Outcome {
	t.Helper()
	b.person.Reset()
	for _, c := range codes {
		if !b.lane.Code(b.person, []byte(c), at, Everything, 1) {
			t.Errorf("%s: %q has not the form of a code", b.Name, c)
		}
	}
	for k := range b.lane.engine.Items {
		it := &b.lane.engine.Items[k]
		v, err := it.Parse(items[it.Name])
		if err != nil {
			t.Errorf("%s: %v", b.Name, err)
		}
		b.person.Items[k] = v
	}
	b.lane.Score(b.person, 0, &b.outcome)
	return &b.outcome
}

func (b *bench) scoreAt(name string) int {
	return slices.IndexFunc(b.Scores, func(s Score) bool { return s.Name == name })
}

// want compares a score with what a case says.
func (b *bench) want(t *testing.T, id, score, expected string) {
	t.Helper()
	at := b.scoreAt(score)
	v, err := strconv.ParseFloat(expected, 64)
	if err != nil || at < 0 {
		t.Fatalf("%s case %s: no %s in %q", b.Name, id, score, expected)
	}
	if !b.outcome.Known[at] || math.Abs(b.outcome.Scores[at]-v) > tolerance {
		t.Errorf("%s case %s: %s is %v (known %v), want %v", b.Name, id, score, b.outcome.Scores[at], b.outcome.Known[at], v)
	}
}

func (b *bench) wantBand(t *testing.T, id, score, expected string) {
	t.Helper()
	at := b.scoreAt(score)
	if k := b.outcome.Bands[at]; k < 0 || b.Scores[at].Bands[k].Band != expected {
		t.Errorf("%s case %s: band %d of %v, want %s", b.Name, id, k, b.outcome.Scores[at], expected)
	}
}

func TestVectorsComorbidity(t *testing.T) {
	codes := map[string][]string{}
	for _, r := range caseRows(t, vectorFiles(t, "comorbidity_codes.csv")[0]) {
		codes[r["id"]] = append(codes[r["id"]], r["code"])
	}
	names := map[string]string{"charlson_icd10_quan": "charlson", "charlson_icd10_se": "charlson_se", "charlson_icd10_am": "charlson_am", "charlson_icd10_am_ucodes": "charlson_am_ucodes", "elixhauser_icd10_quan": "elixhauser"}
	passed := 0
	for _, file := range vectorFiles(t, "comorbidity_expected_*_assign0_*.csv") {
		of, assign, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "comorbidity_expected_"), ".csv"), "_assign0_")
		b := benchOf(t, names[of], Options{KeepBoth: assign == "0"})
		for _, r := range caseRows(t, file) {
			o := b.score(t, codes[r["id"]], AnyPosition, nil)
			for k, c := range b.Conditions {
				if want, ok := r[c.ID]; !ok || (want == "1") != o.Has(k) {
					t.Errorf("%s case %s: %s is %v, want %q", file, r["id"], c.ID, o.Has(k), want)
				}
			}
			for column, want := range r {
				if strings.HasPrefix(column, "score_") {
					b.want(t, r["id"], column, want)
				}
			}
			if strconv.Itoa(o.Count) != r["n_conditions"] {
				t.Errorf("%s case %s: %d conditions, want %s", file, r["id"], o.Count, r["n_conditions"])
			}
			passed++
		}
	}
	t.Logf("%d cases of comorbidity", passed)
}

// TestVectorsScores runs the cases that have one row a person.
func TestVectorsScores(t *testing.T) {
	for _, x := range []struct {
		pattern, instrument, codes string
		at                         Position
		items, scores, bands       map[string]string // of the instrument: column of the case
	}{
		{"hfrs_cases*.csv", "hfrs", "codes", AnyPosition, nil, map[string]string{"score": "expected_score"}, map[string]string{"score": "expected_band"}},
		{"shmi_charlson_cases*.csv", "shmi_charlson", "secondary_codes", Secondary, nil, map[string]string{"score": "expected_score"}, nil},
		{"parr30_cases*.csv", "parr30", "conditions", AnyPosition, nil, map[string]string{"logit": "expected_logit", "probability": "expected_probability"}, nil},
		{"cambridge_multimorbidity_cases*.csv", "cambridge", "conditions", AnyPosition, nil, map[string]string{"score_general": "expected_general", "score_mortality": "expected_mortality"}, nil},
		{"lace_cases*.csv", "lace", "", AnyPosition, nil, map[string]string{"score": "expected"}, nil},
		{"efi_cases*.csv", "efi", "", AnyPosition, nil, map[string]string{"index": "expected_index"}, map[string]string{"index": "expected_band"}},
	} {
		t.Run(x.instrument, func(t *testing.T) {
			passed := 0
			b := benchOf(t, x.instrument, Options{NoCodes: x.codes == ""})
			for _, file := range vectorFiles(t, x.pattern) {
				for _, r := range caseRows(t, file) {
					b.score(t, strings.Fields(r[x.codes]), x.at, r)
					for score, column := range x.scores {
						b.want(t, r["id"], score, r[column])
					}
					for score, column := range x.bands {
						b.wantBand(t, r["id"], score, r[column])
					}
					passed++
				}
			}
			t.Logf("%d cases of %s", passed, x.instrument)
		})
	}
}

// hccCase is one published case of CMS-HCC.
type hccCase struct {
	ID       int      `json:"id"`
	Model    string   `json:"model"`
	Segment  string   `json:"segment"`
	Age      float64  `json:"age"`
	Sex      string   `json:"sex"`
	Orec     string   `json:"orec"`
	Dual     string   `json:"dual"`
	DX       []string `json:"dx"`
	Expected struct {
		Risk         float64            `json:"risk_score"`
		Demographics float64            `json:"demographics"`
		HCCs         []string           `json:"hcc_list"`
		Coefficients map[string]float64 `json:"coefficients"`
	} `json:"expected"`
}

func TestVectorsHCC(t *testing.T) {
	models := map[string]*bench{"V24": benchOf(t, "cms_hcc_v24", Options{}), "V28": benchOf(t, "cms_hcc_v28", Options{})}
	passed := 0
	for _, file := range vectorFiles(t, "cms_hcc_cases*.json") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var cases []hccCase
		if err := json.Unmarshal(data, &cases); err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			b := models[c.Model[len(c.Model)-3:]]
			o := b.score(t, c.DX, AnyPosition, map[string]string{"segment": c.Segment, "age": fmt.Sprint(c.Age), "sex": c.Sex, "orec": c.Orec, "dual": c.Dual})
			b.want(t, fmt.Sprint(c.ID), scoreRisk, fmt.Sprint(c.Expected.Risk))
			b.want(t, fmt.Sprint(c.ID), scoreDemographics, fmt.Sprint(c.Expected.Demographics))
			var hccs []string
			for k, x := range b.Conditions {
				if o.Has(k) {
					hccs = append(hccs, strings.TrimPrefix(x.ID, "hcc"))
				}
			}
			if !slices.Equal(hccs, c.Expected.HCCs) && len(hccs)+len(c.Expected.HCCs) > 0 {
				t.Errorf("case %d: %v, want %v", c.ID, hccs, c.Expected.HCCs)
			}
			reasons := map[string]float64{}
			for _, r := range b.lane.Reasons(b.person, 0, 0, o) {
				reasons[r.Name] = r.Points
			}
			for name, points := range c.Expected.Coefficients {
				key := strings.ToLower(name)
				if strings.Trim(key, "0123456789") == "" {
					key = "hcc" + key
				}
				if got := reasons[key]; math.Abs(got-points) > tolerance {
					t.Errorf("case %d: %s is %v, want %v of %v", c.ID, name, got, points, reasons)
				}
			}
			if nonzero(c.Expected.Coefficients) != len(reasons) {
				t.Errorf("case %d: %d reasons, want %d", c.ID, len(reasons), nonzero(c.Expected.Coefficients))
			}
			passed++
		}
	}
	t.Logf("%d cases of CMS-HCC", passed)
}

func nonzero(points map[string]float64) (n int) {
	for _, p := range points {
		n += one(p != 0)
	}
	return n
}
