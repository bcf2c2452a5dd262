package page

import (
	"math"
	"testing"
)

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		count(0):                                 "0",
		count(999):                               "999",
		count(-1_234_567):                        "−1,234,567",
		count(int64(1_000)):                      "1,000",
		dash(0):                                  "–",
		counted(1, "a", "b"):                     "1 a",
		counted(2, "a", "b"):                     "2 b",
		weight(4):                                "+4.0",
		weight(-0.04):                            "0.0",
		weight(-3.16):                            "−3.2",
		weight(math.Inf(-1)):                     "−∞",
		weight(math.NaN()):                       "–",
		odds(0.1):                                "about even",
		odds(1):                                  "about 2 to 1 for",
		odds(-3):                                 "about 8 to 1 against",
		odds(10):                                 "about 1,000 to 1 for",
		odds(20):                                 "about 1 million to 1 for",
		odds(19.93):                              "about 1 million to 1 for",
		odds(31):                                 "about 2.1 thousand million to 1 for",
		odds(math.Inf(1)):                        "beyond a million million to 1 for",
		chance(0):                                "never",
		chance(0.0000019):                        "1 in 530,000",
		chance(1e-12):                            "1 in 1 million million",
		chance(1e-300):                           "1 in over 1,000 million million",
		chance(0.5):                              "50%",
		percent(0.00005):                         "<0.01%",
		percent(0.0044):                          "0.44%",
		percent(0.0996):                          "10%",
		percent(0.992):                           "99.2%",
		percent(0.99999):                         ">99.9%",
		percent(1):                               "100%",
		likely(0.99999):                          "over 99.99%",
		likely(0.9987):                           "99.87%",
		likely(0.94):                             "94%",
		name("gp_practice"):                      "GP practice",
		name("éco"):                              "Éco",
		name(""):                                 "",
		duration(0.001):                          "under 0.01 s",
		duration(9.5):                            "9.50 s",
		duration(75.2):                           "1 min 15 s",
		duration(3_700):                          "1 h 01 min",
		duration(math.Inf(1)):                    "–",
		thousands(100):                           "100",
		thousands(10_000):                        "10k",
		thousands(1e7):                           "10m",
		ruleInWords("birth_date + family_sound"): "Date of birth + sound of family name",
		ruleInWords("shoe_size"):                 "Shoe size",
		ruleInWords("same details"):              "Same details",
		string(shareOf(1.0 / 3)):                 "33.33%",
		string(part(1, 1e9).Width):               "0.4%",
		string(part(0, 1e9).Width):               "0%",
		string(part(5, 0).Width):                 "0%",
		plainWeight(-10) + plainWeight(0):        "−100",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
