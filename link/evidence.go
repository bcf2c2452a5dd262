package link

// Waterfall tells the weight of one link step by step: where it starts, what
// each comparison adds or takes, and what is left in the end. Weights are log2
// odds and add up.
type Waterfall struct {
	Left        Registration `json:"left"`
	Right       Registration `json:"right"`
	Rule        string       `json:"rule"` // blocking rule that brought the two together
	Steps       []Step       `json:"steps"`
	Weight      float64      `json:"weight"` // sum of the steps
	Probability float64      `json:"probability"`
	Kept        bool         `json:"kept"`          // both ended as one person
	Cut         string       `json:"cut,omitempty"` // why not
}

// Step is one bar of a waterfall. The first is the chance before anything is
// compared; the last, where there is one, what rivals beside the likeliest take.
type Step struct {
	Name    string  `json:"name"`    // of the comparison, in words
	Finding string  `json:"finding"` // the level, in words; "" for the first and last step
	Weight  float64 `json:"weight"`
}

// Examples are links that show what a run decided.
type Examples struct {
	Typical    []Waterfall `json:"typical"`    // of middling weight among links kept
	Borderline []Waterfall `json:"borderline"` // kept, closest above the threshold
	Cut        []Waterfall `json:"cut"`        // strong enough, and yet not followed
}

// Group is a person whose records deserve a look.
type Group struct {
	Person  uint32   `json:"person"` // as in Result.Person
	Why     []string `json:"why"`
	Records int      `json:"records"`
	Links   int      `json:"links"`
	Density float64  `json:"density"` // links found of all pairs of its distinct records
	Bridges int      `json:"bridges"` // links without which it would fall in two
	Weakest float64  `json:"weakest"` // weight of the weakest bridge, 0 where there is none
	Cuts    int      `json:"cuts"`    // links from it to others that were cut
	Others  []uint32 `json:"others"`  // a few of the people these lead to

	profiles int // distinct sets of details
}
