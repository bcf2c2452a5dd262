package instrument

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// ids are the conditions an outcome has left.
func ids(i *Instrument, o *Outcome) string {
	var list []string
	for k, c := range i.Conditions {
		if o.Has(k) {
			list = append(list, c.ID)
		}
	}
	return strings.Join(list, " ")
}

func TestSevereFormsClearMildOnes(t *testing.T) {
	codes := []string{"E11.9", "e11.2", "C50", "C78.0", "K70.4", "K73"}
	for _, x := range []struct {
		keep bool
		want string
	}{{false, "diabwc msld metacanc"}, {true, "mld diab diabwc canc msld metacanc"}} {
		b := benchOf(t, "charlson", Options{KeepBoth: x.keep})
		if got := ids(b.Instrument, b.score(t, codes, AnyPosition, nil)); got != x.want {
			t.Errorf("keeping both %v: %s, want %s", x.keep, got, x.want)
		}
	}
}

func TestBandsMeetTheirBounds(t *testing.T) {
	b := benchOf(t, "efi", Options{NoCodes: true})
	s := b.lane.engine.parts[0].scores[0]
	for v, want := range map[float64]string{0.12: "fit", math.Nextafter(0.12, 1): "mild", 0.24: "mild", 0.36: "moderate", 0.37: "severe"} {
		if got := s.bands[s.band(v)].Band; got != want {
			t.Errorf("eFI %v is %s, want %s", v, got, want)
		}
	}
	h := benchOf(t, "hfrs", Options{}).lane.engine.parts[0].scores[0]
	for v, want := range map[float64]string{4.9: "low", 5: "intermediate", 15: "intermediate", 15.1: "high"} {
		if got := h.bands[h.band(v)].Band; got != want {
			t.Errorf("HFRS %v is %s, want %s", v, got, want)
		}
	}
}

// stay is a stay in hospital as ACSC looks at it.
type stay struct {
	primary, secondary []string
	main, procedures   []string
}

func TestAmbulatoryCareSensitiveConditions(t *testing.T) {
	b := benchOf(t, "acsc", Options{})
	for _, x := range []struct {
		what string
		stay
		want string
	}{
		{"asthma as the reason", stay{primary: []string{"J45.9"}}, "asthma"},
		{"asthma beside another reason", stay{primary: []string{"S72.0"}, secondary: []string{"J45.9"}}, ""},
		{"pneumonia at any position", stay{primary: []string{"R05"}, secondary: []string{"J18.1"}}, "influenza_and_pneumonia"},
		{"pneumonia with sickle-cell disease", stay{primary: []string{"J18.1"}, secondary: []string{"D57.0"}}, ""},
		{"sickle-cell disease first does not exclude", stay{primary: []string{"D57.0"}, secondary: []string{"J18.1"}}, "influenza_and_pneumonia"},
		{"bronchitis with COPD", stay{primary: []string{"J20.9"}, secondary: []string{"J44.1"}}, "copd"},
		{"bronchitis alone", stay{primary: []string{"J20.9"}}, ""},
		{"heart failure", stay{primary: []string{"I50.0"}}, "heart_failure"},
		{"heart failure with a heart operation", stay{primary: []string{"I50.0"}, procedures: []string{"K45.1", "K40.1"}}, ""},
		{"heart failure with another operation", stay{primary: []string{"I50.0"}, procedures: []string{"K51.1"}}, "heart_failure"},
		{"angina with a main procedure", stay{primary: []string{"I20.0"}, main: []string{"K63.1"}}, ""},
		{"angina with a procedure that is not the main one", stay{primary: []string{"I20.0"}, procedures: []string{"K63.1"}}, "angina"},
		{"bleeding ulcer", stay{primary: []string{"K25.4"}}, "perforated_or_bleeding_ulcer"},
		{"ulcer that does not bleed", stay{primary: []string{"K25.3"}}, ""},
		{"two at once", stay{primary: []string{"E11.0"}, secondary: []string{"R02"}}, "diabetes_complications gangrene"},
	} {
		b.person.Reset()
		for _, c := range x.primary {
			b.lane.Code(b.person, []byte(c), Primary, Everything, 1)
		}
		for _, c := range x.secondary {
			b.lane.Code(b.person, []byte(c), Secondary, Everything, 1)
		}
		for _, c := range x.main {
			b.lane.Procedure(b.person, []byte(c), true, Everything, 1)
		}
		for _, c := range x.procedures {
			b.lane.Procedure(b.person, []byte(c), false, Everything, 1)
		}
		b.lane.Score(b.person, 0, &b.outcome)
		if got := ids(b.Instrument, &b.outcome); got != x.want {
			t.Errorf("%s: %q, want %q", x.what, got, x.want)
		}
		if b.outcome.Scores[0] != float64(one(x.want != "")) {
			t.Errorf("%s: the score is %v", x.what, b.outcome.Scores[0])
		}
	}
}

func TestHospitalScore(t *testing.T) {
	b := benchOf(t, "hospital", Options{NoCodes: true})
	for _, x := range []struct {
		values string // haemoglobin, oncology, sodium, procedure, urgent, admissions, nights
		score  float64
		band   string
	}{
		{"12 no 135 no no 0 4", 0, "low"},
		{"11.9 no 134.9 no no 1 5", 4, "low"},
		{"12 yes 140 yes yes 1 1", 4, "low"},
		{"12 no 140 no yes 2 5", 5, "intermediate"},
		{"11 yes 130 yes yes 6 9", 13, "high"},
		{"12 no 140 no no 5 0", 2, "low"},
	} {
		items := map[string]string{}
		for k, v := range strings.Fields(x.values) {
			items[b.Items[k].Name] = v
		}
		o := b.score(t, nil, AnyPosition, items)
		if o.Scores[0] != x.score || b.Scores[0].Bands[o.Bands[0]].Band != x.band {
			t.Errorf("%s: %v, band %d; want %v, %s", x.values, o.Scores[0], o.Bands[0], x.score, x.band)
		}
	}
}

// TestLACEFromCodes: the comorbidity item is made of conditions where it is not given.
func TestLACEFromCodes(t *testing.T) {
	b := benchOf(t, "lace", Options{})
	items := map[string]string{"los_days": "3", "acute": "1", "ed_visits_6m": "1"}
	if o := b.score(t, []string{"I50", "E11.9", "E11.2"}, AnyPosition, items); o.Scores[0] != 3+3+5+1 {
		t.Errorf("heart failure 2 and diabetes with complications 2 make 4, which counts 5: score %v, want 12", o.Scores[0])
	}
	items["charlson_lace"] = "1"
	if o := b.score(t, []string{"I50", "C78"}, AnyPosition, items); o.Scores[0] != 3+3+1+1 {
		t.Errorf("what is given holds: score %v, want 8", o.Scores[0])
	}
}

func TestMissingItemsMakeNoScore(t *testing.T) {
	b := benchOf(t, "parr30", Options{})
	o := b.score(t, nil, AnyPosition, map[string]string{"age": "70", "em_adm_12m": "0", "em_adm_30d": "0", "current_emergency": "0"})
	if o.Known[0] || o.Known[1] || o.Scores[0] != 0 || len(o.Missing) != 1 || b.Items[o.Missing[0]].Name != "imd2007" {
		t.Errorf("without deprivation: %+v", o)
	}
	for name, text := range map[string]string{"age": "old", "imd2007": "-1", "em_adm_12m": "1.5", "current_emergency": "maybe", "hospital_coefficient": "NaN"} {
		if v, err := b.Item(name).Parse(text); err == nil || !math.IsNaN(v) {
			t.Errorf("%s %q is read as %v", name, text, v)
		}
	}
}

// TestHCCBySexAndAge: the edits that no published case covers.
func TestHCCBySexAndAge(t *testing.T) {
	items := map[string]string{"segment": "CND", "age": "40", "orec": "1", "dual": "00", "sex": "M"}
	for _, x := range []struct {
		model, code, sex, age, want string
	}{
		{"cms_hcc_v28", "D66", "M", "40", "hcc111"},
		{"cms_hcc_v28", "D66", "F", "40", "hcc112"},
		{"cms_hcc_v24", "D67", "F", "40", "hcc48"},
		{"cms_hcc_v24", "J43.9", "F", "17", "hcc112"},
		{"cms_hcc_v24", "J43.9", "F", "18", "hcc111"},
		{"cms_hcc_v24", "J44.0", "M", "17", "hcc112"},
		{"cms_hcc_v24", "J44.0", "M", "70", "hcc111"},
		{"cms_hcc_v24", "J44.81", "M", "17", "hcc111"},
		{"cms_hcc_v24", "F34.81", "M", "5", ""},
		{"cms_hcc_v24", "F34.81", "M", "6", "hcc59"},
		{"cms_hcc_v24", "F34.81", "M", "18", "hcc59"},
		{"cms_hcc_v24", "F34.81", "M", "40", ""},
		{"cms_hcc_v24", "C50.911", "F", "49", "hcc12"},
		{"cms_hcc_v28", "J43.9", "F", "17", ""},
		{"cms_hcc_v28", "J43.9", "F", "18", "hcc280"},
		{"cms_hcc_v28", "J44.81", "F", "17", "hcc280"},
		{"cms_hcc_v28", "C50.911", "F", "49", "hcc22"},
		{"cms_hcc_v28", "C50.021", "M", "50", "hcc23"},
		{"cms_hcc_v28", "P27.1", "F", "1", "hcc213"},
		{"cms_hcc_v28", "P27.1", "F", "2", ""},
		{"cms_hcc_v28", "P96.1", "F", "1", "hcc137"},
		{"cms_hcc_v28", "P96.1", "F", "40", ""},
	} {
		b := benchOf(t, x.model, Options{})
		items["sex"], items["age"] = x.sex, x.age
		if got := ids(b.Instrument, b.score(t, []string{x.code}, AnyPosition, items)); got != x.want {
			t.Errorf("%s: %s of %s aged %s is %q, want %q", x.model, x.code, x.sex, x.age, got, x.want)
		}
	}
	b := benchOf(t, "cms_hcc_v28", Options{})
	for code, want := range map[string]bool{"G35": true, "G61.81": false} { // 198 is of the group; 193 is not
		institution := map[string]string{"segment": "INS", "age": "60", "orec": "1", "dual": "00", "sex": "M"}
		o := b.score(t, []string{code}, AnyPosition, institution)
		if got := slices.ContainsFunc(b.lane.Reasons(b.person, 0, 0, o), func(r Reason) bool { return r.Name == "disabled_neuro_v28" }); got != want {
			t.Errorf("%s makes disabled_neuro_v28 %v, want %v", code, got, want)
		}
	}
	items["segment"], items["age"] = "CNA", "40"
	if o := b.score(t, nil, AnyPosition, items); !o.NoCell || o.Known[0] {
		t.Error("a segment of people from 65 on scores somebody aged 40")
	}
	items["segment"], items["age"] = "CNA", "70"
	if got := ids(b.Instrument, b.score(t, []string{"I5084"}, AnyPosition, items)); !strings.HasPrefix(got, "hcc22") {
		t.Errorf("end stage heart failure is %q", got)
	}
}

func TestReasonsAddUp(t *testing.T) {
	for _, name := range Published().Names() {
		b := benchOf(t, name, Options{})
		if b.Segments != nil || b.Codes.System == "" {
			continue // see TestVectorsHCC, TestHospitalScore
		}
		items := map[string]string{"age": "81", "imd2007": "33", "em_adm_12m": "2", "em_adm_30d": "1", "current_emergency": "yes", "los_days": "6", "acute": "1", "ed_visits_6m": "9"}
		codes := []string{"I50", "E11.2", "C78", "F05", "J44"}
		if b.Codes.System == systemNames {
			codes = []string{b.Conditions[0].ID, b.Conditions[3].ID}
		}
		for _, at := range []Position{Primary, Secondary} {
			o := b.score(t, codes, at, items)
			for k, s := range b.Scores {
				sum := 0.0
				for _, r := range b.lane.Reasons(b.person, 0, k, o) {
					sum += r.Points
				}
				want := o.Scores[k]
				if s.LogisticOf != "" {
					want = math.Log(want / (1 - want))
				}
				if s.Divide != nil {
					want *= *s.Divide
				}
				if o.Known[k] && s.Most == nil && math.Abs(sum-want) > 1e-9 {
					t.Errorf("%s: reasons of %s add up to %v, not %v", name, s.Name, sum, want)
				}
			}
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	set := Published()
	for want, names := range map[string][]string{
		`there is no such instrument (found "charlton"); did you mean "charlson"?`: {"charlton"},
		`the instrument is named twice (found "hfrs"); name it once`:               {"hfrs", "charlson", "hfrs"},
		"no instrument is chosen": {},
	} {
		if _, err := set.Compile(names, Options{}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v: %v, want %s", names, err, want)
		}
	}
}

// TestOneWindowAPerson: codes may count for some instruments alone.
func TestCodesMayCountForSomeInstruments(t *testing.T) {
	e, err := Published().Compile([]string{"charlson", "hfrs"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	lane, person, o := e.Lane(), e.Person(), Outcome{}
	lane.Code(person, []byte("F00"), AnyPosition, 1<<1, 1)
	lane.Score(person, 0, &o)
	if o.Count != 0 {
		t.Error("a code of the window of HFRS counts for Charlson")
	}
	lane.Score(person, 1, &o)
	if o.Scores[0] != 7.1 {
		t.Errorf("HFRS is %v, want 7.1", o.Scores[0])
	}
	if used := e.Used(lane); len(used) != 1 || !used[0].Matched(0) || used[0].Uses != 1 || !slices.Equal([]bool{e.Fitting(&used[0], 0)}, []bool{true}) {
		t.Errorf("used %+v", used)
	}
}

// TestCodesOfAnotherSystemSayNothing: no silent zero where conditions cannot be known.
func TestCodesOfAnotherSystemSayNothing(t *testing.T) {
	names := Published().Names()
	e, err := Published().Compile(names, Options{Systems: []string{"icd10"}})
	if err != nil {
		t.Fatal(err)
	}
	lane, person, o := e.Lane(), e.Person(), Outcome{}
	for n, i := range e.Instruments {
		lane.Score(person, n, &o)
		want := i.Codes.System == systemICD10 && i.Items == nil || i.Codes.System == systemICD10AM
		if o.Known[0] != want {
			t.Errorf("%s is known: %v, want %v", i.Name, o.Known[0], want)
		}
	}
}
