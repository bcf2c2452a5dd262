package learn_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/internal/stat/metric"
	"continuum/internal/testkit"
	"continuum/target/learn"
	"continuum/target/table"
)

func train(t testing.TB, r learn.Request) (*learn.Model, *learn.Report) {
	t.Helper()
	m, report, err := learn.Train(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return m, report
}

func text(t testing.TB, m *learn.Model) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// auc is how well scores put people in order.
func auc(t testing.TB, score, label []float64) float64 {
	t.Helper()
	got, err := metric.AUC(score, label)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestWhatIsFoundHolds: what validation promises is what happens to others, and
// comes near what the truth would reach.
func TestWhatIsFoundHolds(t *testing.T) {
	here, there := invent(6000, 1, learn.Binary), invent(6000, 2, learn.Binary)
	m, r := train(t, here.request(learn.Binary))
	scores, err := m.Predict(t.Context(), there.data)
	if err != nil {
		t.Fatal(err)
	}
	promised, kept, best := *r.Validity.Binary.AUC, auc(t, scores, there.outcome), auc(t, there.risk, there.outcome)
	if math.Abs(promised-kept) > 0.025 || kept < best-0.025 {
		t.Errorf("AUC %.3f was promised, %.3f was kept, %.3f is possible", promised, kept, best)
	}
	if slope := *r.Validity.Binary.CalibrationSlope; slope < 0.9 || slope > 1.1 {
		t.Errorf("calibration slope %.3f out of fold", slope)
	}
	judged, err := metric.Measure(metric.Sample{Score: scores, Label: there.outcome}, metric.Options{})
	if err != nil || *judged.CalibrationSlope < 0.85 || *judged.CalibrationSlope > 1.15 {
		t.Errorf("calibration slope %.3f of others (%v)", *judged.CalibrationSlope, err)
	}
	if len(r.OutOfFold) != 6000 || math.Abs(auc(t, r.OutOfFold, here.outcome)-promised) > 1e-9 {
		t.Error("the scores out of fold are not those that were measured")
	}
	if len(r.Validity.Candidates) != 3 {
		t.Errorf("tried: %+v", r.Validity.Candidates)
	}
}

// TestNoiseStaysNoise: where nothing can be known, a category that nearly names
// people must not seem to tell their outcome.
func TestNoiseStaysNoise(t *testing.T) {
	here := invent(4000, 5, learn.Binary)
	r := here.request(learn.Binary)
	r.Data = &frame.Frame{Rows: 4000, Columns: []frame.Column{*here.data.Column("street"), *here.data.Column("noise")}}
	_, report := train(t, r)
	if got := *report.Validity.Binary.AUC; got > 0.54 {
		t.Errorf("AUC %.3f of noise", got)
	}
}

// TestGroupsStayTogether: where rows of a person are alike, only groups keep
// validation honest.
func TestGroupsStayTogether(t *testing.T) {
	here := invent(4000, 6, learn.Binary)
	own := numbers("own", 4000, func(i int) float64 { return float64(i / 2 * 7919 % 4001) })
	for i := range here.outcome {
		here.outcome[i] = float64(i / 2 * 31 % 10 / 7) // the same of both rows of a person
	}
	r := here.request(learn.Binary)
	r.Data = &frame.Frame{Rows: 4000, Columns: []frame.Column{own, *here.data.Column("noise")}}
	r.Learners = []learn.Learner{learn.Boosting}
	_, together := train(t, r)
	for i, f := range together.Fold {
		if f != together.Fold[i/2*2] {
			t.Fatalf("the rows of %s are in different folds", here.group[i])
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	here := invent(2000, 3, learn.Binary)
	first, _ := train(t, here.request(learn.Binary))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	again, _ := train(t, here.request(learn.Binary))
	if !bytes.Equal(text(t, first), text(t, again)) {
		t.Error("one processor makes another model than several")
	}
	r := here.request(learn.Binary)
	r.Seed = 4
	if other, _ := train(t, r); other.Hash() == first.Hash() {
		t.Error("another seed makes the same model")
	}
}

func TestLeaksAreRefused(t *testing.T) {
	here := invent(3000, 4, learn.Binary)
	copied := numbers("again", 3000, func(i int) float64 { return 10 - 3*here.outcome[i] })
	filled := numbers("seen_on", 3000, func(i int) float64 {
		if here.outcome[i] == 0 {
			return math.NaN()
		}
		return float64(i % 40)
	})
	word := frame.Column{Name: "status", Kind: frame.Category, Levels: []string{"well", "ill"}, Codes: make([]int32, 3000)}
	for i, y := range here.outcome {
		word.Codes[i] = int32(y)
	}
	for _, c := range []frame.Column{copied, filled, word} {
		r := here.request(learn.Binary)
		r.Data = &frame.Frame{Rows: 3000, Columns: append(slices.Clone(here.data.Columns), c)}
		_, _, err := learn.Train(t.Context(), r)
		var bad *fault.Error
		if !errors.As(err, &bad) || bad.Column != c.Name || bad.Code != fault.Invalid || !strings.Contains(bad.Reason, "tells the outcome") {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
	r := here.request(learn.Binary)
	r.Data = &frame.Frame{Rows: 3000, Columns: append(slices.Clone(here.data.Columns), numbers("next_visit", 3000, func(i int) float64 { return float64(i % 9) }))}
	if _, report := train(t, r); !slices.ContainsFunc(report.Notices, func(n learn.Notice) bool { return n.Column == "next_visit" }) {
		t.Error("a name that sounds like the future was not told")
	}
}

func TestAllowedLeakIsLearned(t *testing.T) {
	here := invent(1000, 4, learn.Binary)
	r := here.request(learn.Binary)
	r.Data = &frame.Frame{Rows: 1000, Columns: append(slices.Clone(here.data.Columns), numbers("test", 1000, func(i int) float64 {
		return here.outcome[i]*2 + float64(i%300/299)*3 - 1
	}))}
	r.Allow, r.Learners = []string{"test"}, []learn.Learner{learn.Boosting}
	_, report := train(t, r)
	if got := *report.Validity.Binary.AUC; got < 0.98 {
		t.Errorf("AUC %.3f with a column that tells all but everything", got)
	}
	if slices.ContainsFunc(report.Notices, func(n learn.Notice) bool { return n.Column == "test" }) {
		t.Error("a column that was allowed is warned of")
	}
}

// TestCountsWithExposure: what is learned is the rate.
func TestCountsWithExposure(t *testing.T) {
	here := invent(6000, 9, learn.Count)
	r := here.request(learn.Count)
	r.Offset = make([]float64, 6000)
	for i := range r.Offset {
		if i%3 == 0 { // seen for half of the time: half of the events were seen
			r.Offset[i] = math.Log(0.5)
			r.Outcome[i] = math.Floor(r.Outcome[i]/2 + float64(i/3%2)/2)
		}
	}
	m, report := train(t, r)
	if slope := *report.Validity.Count.CalibrationSlope; slope < 0.88 || slope > 1.12 {
		t.Errorf("calibration slope %.3f", slope)
	}
	got, err := m.Predict(t.Context(), here.data)
	if err != nil {
		t.Fatal(err)
	}
	expected, counted := 0.0, 0.0
	for i, v := range got {
		expected += v * math.Exp(r.Offset[i])
		counted += r.Outcome[i]
	}
	if ratio := counted / expected; ratio < 0.95 || ratio > 1.05 {
		t.Errorf("%.0f events were expected, %.0f counted", expected, counted)
	}
}

func TestLaterRowsValidate(t *testing.T) {
	here, later := invent(4000, 11, learn.Binary), invent(3000, 12, learn.Binary)
	r := here.request(learn.Binary)
	r.Valid = &learn.Holdout{Data: later.data, Outcome: later.outcome, Group: later.group}
	for i := range 2000 {
		r.Valid.Group[2000-i] = fmt.Sprint("other", i)
	}
	m, report := train(t, r)
	scored := 0
	for i, s := range report.HeldOut {
		if !math.IsNaN(s) {
			scored++
		} else if strings.HasPrefix(r.Valid.Group[i], "other") {
			t.Fatal("somebody new did not validate")
		}
	}
	if scored != 2000 || report.Validity.Rows != 2000 || report.OutOfFold != nil {
		t.Errorf("%d rows validated", scored)
	}
	again, _, err := learn.Refit(t.Context(), m, learn.Request{Data: later.data, Outcome: later.outcome, Name: "admitted", Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	if again.Intercept != m.Intercept || len(again.Parts) != len(m.Parts) || again.Parts[0].Weight != m.Parts[0].Weight || again.Hash() == m.Hash() {
		t.Error("the model learned anew is not of the same making")
	}
	r = here.request(learn.Binary)
	r.Time = make([]float64, 4000)
	for i := range r.Time {
		r.Time[i] = float64(i)
	}
	_, report = train(t, r)
	if report.Validity.Rows != 1000 || !math.IsNaN(report.OutOfFold[0]) || math.IsNaN(report.OutOfFold[3999]) {
		t.Errorf("along time %d rows validated", report.Validity.Rows)
	}
}

func TestBadRequests(t *testing.T) {
	here := invent(400, 1, learn.Binary)
	cases := map[string]struct {
		change func(*learn.Request)
		want   string
	}{
		"no events":  {func(r *learn.Request) { r.Outcome = make([]float64, 400) }, "the outcome has no events: it is 0 in all 400 rows"},
		"all events": {func(r *learn.Request) { r.Outcome = slices.Repeat([]float64{1}, 400) }, "the outcome happens in all 400 rows"},
		"few events": {func(r *learn.Request) { r.Outcome = append([]float64{1, 1}, make([]float64, 398)...) }, "2 of 400 rows only, too few"},
		"no outcome": {func(r *learn.Request) { r.Outcome = slices.Repeat([]float64{math.NaN()}, 400) }, "the outcome of row 1 is no 0 or 1"},
		"too short":  {func(r *learn.Request) { r.Outcome = []float64{1} }, "1 outcomes for 400 rows"},
		"no columns": {func(r *learn.Request) {
			r.Data = &frame.Frame{Rows: 400, Columns: []frame.Column{numbers("one", 400, func(int) float64 { return 1 })}}
		}, "no column is left to learn from"},
		"unknown role": {func(r *learn.Request) { r.Roles = map[string]learn.Role{"agee": learn.Number} }, `column "agee"`},
		"few groups":   {func(r *learn.Request) { r.Group = slices.Repeat([]string{"a", "b"}, 200) }, "must stay together are too few for validation (2)"},
		"no rows":      {func(r *learn.Request) { r.Data = &frame.Frame{} }, "no rows to learn from"},
		"one count":    {func(r *learn.Request) { r.Kind, r.Outcome = learn.Count, slices.Repeat([]float64{3}, 400) }, "the outcome is 3 in all 400 rows"},
		"one time":     {func(r *learn.Request) { r.Time = make([]float64, 400) }, "no row is earlier than the latest quarter of the rows"},
		"no events before": {func(r *learn.Request) {
			r.Group, r.Time, r.Outcome = nil, make([]float64, 400), make([]float64, 400)
			for i := range 400 {
				r.Time[i], r.Outcome[i] = float64(i), float64(i/300*(i%2))
			}
		}, "of the rows earlier than the latest quarter of the rows, all have the same outcome"},
		"events of one group": {func(r *learn.Request) {
			r.Group, r.Outcome = slices.Clone(r.Group), make([]float64, 400)
			for i := range 50 {
				r.Group[i], r.Outcome[i] = "one", 1
			}
		}, "too few groups have the outcome, or have it not, to validate"},
		"no ranges":     {func(r *learn.Request) { r.Roles = map[string]learn.Role{"sex": learn.Interval} }, `column "sex": it is to hold ranges, and no value is one`},
		"linear, blind": {func(r *learn.Request) { r.Unproven, r.Learners = true, []learn.Learner{learn.Linear} }, "penalty by validation"},
	}
	for name, c := range cases {
		r := here.request(learn.Binary)
		c.change(&r)
		_, _, err := learn.Train(t.Context(), r)
		if err == nil || !strings.Contains(err.Error(), c.want) || fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCountsThatAllHave are learned from, such as the nights of stays.
func TestCountsThatAllHave(t *testing.T) {
	here := invent(2000, 5, learn.Count)
	for i := range here.outcome {
		here.outcome[i]++
	}
	_, report := train(t, here.request(learn.Count))
	if c := report.Validity.Candidates[0]; !(c.AUC > 0.55) {
		t.Errorf("the first candidate has an AUC of %v", c.AUC)
	}
}

// TestVectorsReadmission reaches the figures that are asked of the readmission data.
func TestVectorsReadmission(t *testing.T) {
	path := filepath.Join(testkit.Vectors(t, "target"), "uci_readmit_train.csv.gz")
	tb, err := table.Read(t.Context(), path, table.Options{Kinds: map[string]table.Kind{"patient_nbr": table.Text}})
	if err != nil {
		t.Fatal(err)
	}
	outcome := make([]float64, tb.Frame.Rows)
	for i, v := range tb.Frame.Column("readmit30").Numbers {
		outcome[i] = float64(v)
	}
	_, r := train(t, learn.Request{
		Data: tb.Frame.Without("readmit30", "patient_nbr"), Outcome: outcome, Name: "readmit30", Kind: learn.Binary,
		Group: tb.Frame.Column("patient_nbr").Texts, Learners: []learn.Learner{learn.Boosting}, Boost: quick, Seed: 1,
	})
	v := r.Validity.Binary
	t.Logf("AUC %.4f, average precision %.4f, Brier %.5f, slope %.3f, PPV of the top 5%% %.3f", *v.AUC, *v.AveragePrecision, v.Brier, *v.CalibrationSlope, *v.AtK[3].PPV)
	if *v.AUC < 0.675 || v.Brier > 0.0962 || *v.AtK[3].PPV < 0.325 || *v.CalibrationSlope < 0.9 || *v.CalibrationSlope > 1.1 {
		t.Error("the figures are not reached")
	}
}
