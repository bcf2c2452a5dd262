package synth_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"continuum/internal/duck"
	"continuum/place"
	"continuum/source"
	"continuum/synth"
)

func TestScratchRun(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("SYNTH_N"))
	if n == 0 {
		t.Skip()
	}
	t0 := time.Now()
	s, err := synth.Write(t.Context(), synth.Options{People: n, Seed: 1, Out: os.Getenv("SYNTH_OUT"), Truth: os.Getenv("SYNTH_OUT") + "_truth"})
	if err != nil {
		t.Fatal(err)
	}
	tot := 0
	for k, v := range s.Rows {
		fmt.Println(k, v)
		tot += v
	}
	fmt.Println(tot, s.Bytes, time.Since(t0))
}

func TestScratchFeeds(t *testing.T) {
	from := os.Getenv("SYNTH_FROM")
	if from == "" {
		t.Skip()
	}
	p, problems, err := place.Load("/work/main/places/weston")
	fmt.Println(problems, err)
	feeds, problems := source.Load(p)
	for _, x := range problems {
		fmt.Println(x)
	}
	problems, err = source.CheckSQL(t.Context(), p, feeds)
	for _, x := range problems {
		fmt.Println(x)
	}
	if err != nil || len(problems) > 0 {
		t.Fatal(err)
	}
	db, err := duck.Open("", duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	st, err := source.Ingest{DB: db, Place: p, Feeds: feeds, From: from}.Run(t.Context())
	if st != nil {
		for _, r := range st.Reports {
			fmt.Println(r.Feed, r.Table, r.Rows, "quar", r.Quarantined, "blank", r.Blanked, "dup", r.Duplicates, r.Reasons)
			for _, f := range r.Flags {
				fmt.Println("   ", f)
			}
			for _, f := range r.Fields {
				fmt.Printf("      %s %.3f %.4f\n", f.Column, f.Complete, f.Valid)
			}
		}
	}
	fmt.Println(err)
}
