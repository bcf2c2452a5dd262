package gbm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"
)

func TestLearnsWhatIsThere(t *testing.T) {
	f, target := made(20_000, 1)
	test, truth := made(20_000, 2)
	m := trained(t, f, target, Options{Loss: Logistic, Trees: 60})
	raw := scored(t, m, test)
	loss := 0.0
	for i, y := range truth.Y {
		loss += lost(Logistic, raw[i], y) / float64(len(raw))
	}
	naive := 0.0
	for _, y := range truth.Y {
		naive += lost(Logistic, m.Base, y) / float64(len(raw))
	}
	t.Logf("mean loss %.4f, without a model %.4f", loss, naive)
	if loss > 0.92*naive {
		t.Errorf("the model hardly helps: %.4f against %.4f", loss, naive)
	}
}

func TestSameBytesOnAnyNumberOfProcessors(t *testing.T) {
	f, target := made(140_000, 3)
	o := Options{Loss: Logistic, Trees: 3, RowShare: 0.95, ColumnShare: 0.8, Leaves: 20, Seed: 9}
	var all [][]byte
	for _, n := range []int{1, 2, 5} {
		before := runtime.GOMAXPROCS(n)
		m := trained(t, f, target, o)
		runtime.GOMAXPROCS(before)
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data)
	}
	if !bytes.Equal(all[0], all[1]) || !bytes.Equal(all[0], all[2]) {
		t.Error("the model depends on the number of processors")
	}
}

func TestJSONGivesTheSameScores(t *testing.T) {
	f, target := made(5000, 4)
	m := trained(t, f, target, Options{Loss: Logistic, Trees: 20})
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Model
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(scored(t, m, f), scored(t, &back, f)) {
		t.Error("the model scores otherwise after it was written and read")
	}
	again, err := json.Marshal(&back)
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("the model is written otherwise after it was read: %v", err)
	}
}

func TestReasonsAddUp(t *testing.T) {
	f, target := made(5000, 5)
	m := trained(t, f, target, Options{Loss: Logistic, Trees: 50, Depth: 8, MinRows: 1})
	raw, out := scored(t, m, f), make([]float64, len(m.Columns))
	for row := range 300 {
		base, err := m.Explain(f, row, out)
		if err != nil {
			t.Fatal(err)
		}
		sum := base
		for _, v := range out {
			sum += v
		}
		if math.Abs(sum-raw[row]) > 1e-9 {
			t.Fatalf("row %d: reasons sum to %v, the score is %v", row, sum, raw[row])
		}
	}
}

func TestCancel(t *testing.T) {
	f, target := made(5000, 6)
	ctx, stop := context.WithCancel(context.Background())
	o := Options{Loss: Logistic, Trees: 1000, Progress: func(int, int, float64) { stop() }}
	if _, err := Train(ctx, f, target, nil, o); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled training gave %v", err)
	}
}
