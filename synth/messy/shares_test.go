package messy_test

import (
	"regexp"
	"testing"

	"continuum/synth/messy"
)

// bound is the least and the most that a share may be.
type bound struct{ least, most float64 }

func checkShares(t *testing.T, what string, counts map[string]int, of int, want map[string]bound) {
	t.Helper()
	for name, n := range counts {
		b, known := want[name]
		if share := float64(n) / float64(of); !known || share < b.least || share > b.most {
			t.Errorf("%s %s: %.4f of the records, want %v", what, name, share, b)
		}
	}
	for name := range want {
		if _, there := counts[name]; !there {
			t.Errorf("%s %s is not counted", what, name)
		}
	}
}

func TestMessyShares(t *testing.T) {
	s := write(t, messy.Options{Kind: messy.Messy, Records: 40_000, Seed: 3}, ".csv.gz")
	checkShares(t, "missing", s.Missing, s.Records, map[string]bound{
		"source": {0, 0}, "recorded_at": {0.055, 0.065},
		"given_name": {0.045, 0.065}, "middle_name": {0.42, 0.47}, "family_name": {0.045, 0.06},
		"sex": {0.11, 0.13}, "birth_date": {0.15, 0.19}, "birth_place": {0.38, 0.43}, "occupation": {0.34, 0.40},
		"address": {0.20, 0.24}, "town": {0.095, 0.12}, "postcode": {0.22, 0.26},
	})
	checkShares(t, "slip", s.Slips, s.Records, map[string]bound{
		"nickname": {0.10, 0.17}, "initial": {0.04, 0.06}, "middle_first": {0.045, 0.075}, "names_joined": {0.012, 0.022}, "names_swapped": {0.02, 0.03},
		"old_family_name": {0.015, 0.04}, "half_family_name": {0.004, 0.012}, "long_family_name": {0.015, 0.025}, "cut_family_name": {0.01, 0.02},
		"given_name_typed": {0.07, 0.10}, "family_name_typed": {0.09, 0.13}, "middle_name_typed": {0.02, 0.05},
		"year_only": {0.055, 0.08}, "day_month_swapped": {0.009, 0.018}, "digit_wrong": {0.025, 0.04}, "year_off": {0.025, 0.04}, "another_date": {0.01, 0.02}, "wrong_sex": {0.008, 0.015},
		"old_home": {0.05, 0.08}, "rough_address": {0.06, 0.10}, "address_typed": {0.05, 0.075}, "part_postcode": {0.06, 0.085}, "postcode_typed": {0.035, 0.055},
		"town_spelt": {0.11, 0.15}, "birth_place_spelt": {0.055, 0.08}, "occupation_reworded": {0.14, 0.22}, "rubbish": {0.06, 0.09},
	})
}

func TestPlainShares(t *testing.T) {
	s := write(t, messy.Options{Kind: messy.Plain, Records: 40_000, Seed: 3}, ".csv.gz")
	checkShares(t, "missing", s.Missing, s.Records, map[string]bound{
		"source": {0, 0}, "given_name": {0, 0}, "family_name": {0, 0},
		"birth_date": {0.006, 0.011}, "sex": {0.001, 0.003}, "postcode": {0.008, 0.014}, "address": {0.035, 0.045}, "phone": {0.27, 0.31}, "nhs_number": {0.13, 0.16},
	})
	checkShares(t, "slip", s.Slips, s.Records, map[string]bound{
		"nickname": {0.007, 0.014}, "old_family_name": {0.006, 0.014}, "given_name_typed": {0.005, 0.009}, "family_name_typed": {0.005, 0.009},
		"names_swapped": {0.0025, 0.0045}, "day_month_swapped": {0.0006, 0.0016}, "digit_wrong": {0.004, 0.007}, "old_home": {0.033, 0.05}, "postcode_typed": {0.0045, 0.008},
		"nhs_number_typed": {0.001, 0.0025}, "nhs_number_of_relative": {0.001, 0.0026},
	})
}

// TestHardness holds what makes the messy kind hard: families at one address,
// lives that move on, dates that are half a date. (TestLives has the namesakes.)
func TestHardness(t *testing.T) {
	s := write(t, messy.Options{Kind: messy.Messy, Records: 20_000, Seed: 1}, ".csv")
	records, truth := table(t, s.records), table(t, s.truth)
	homes := sharers{}
	postcodes := map[string]map[string]bool{}
	years := 0
	for i, r := range records {
		who := truth[i]["person_id"]
		homes.add(r["address"], r["family_name"], who)
		if fullPostcode.MatchString(r["postcode"]) {
			if postcodes[who] == nil {
				postcodes[who] = map[string]bool{}
			}
			postcodes[who][r["postcode"]] = true
		}
		if bareYear.MatchString(r["birth_date"]) {
			years++
		}
	}
	if share := homes.shared(); share < 0.06 || share > 0.2 {
		t.Errorf("%.2f of those who write an address and family name share them", share)
	}
	moved := 0
	for _, p := range postcodes {
		if len(p) > 1 {
			moved++
		}
	}
	if share := float64(moved) / float64(len(postcodes)); share < 0.3 {
		t.Errorf("only %.2f of the people have several postcodes", share)
	}
	if share := float64(years) / float64(len(records)); share < 0.02 {
		t.Errorf("only %.3f of the dates are a bare year", share)
	}
}

var (
	fullPostcode = regexp.MustCompile(`^Q[A-Z]\d+ \d[A-Z]{2}$`)
	bareYear     = regexp.MustCompile(`^\d{4}$`)
)

// sharers holds, by a pair of values, the people who have it.
type sharers map[[2]string]map[string]bool

func (s sharers) add(a, b, who string) {
	if a == "" || b == "" {
		return
	}
	k := [2]string{a, b}
	if s[k] == nil {
		s[k] = map[string]bool{}
	}
	s[k][who] = true
}

// shared weighs each pair by its people: how many share theirs.
func (s sharers) shared() float64 {
	some, all := 0, 0
	for _, who := range s {
		all += len(who)
		if len(who) > 1 {
			some += len(who)
		}
	}
	return float64(some) / float64(all)
}
