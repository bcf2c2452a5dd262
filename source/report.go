package source

import "time"

// Report is the data-quality report of one feed in one build.
type Report struct {
	Feed        string       `json:"feed"`
	Title       string       `json:"title"`
	Partner     string       `json:"partner"`
	Table       string       `json:"table"`
	Files       int          `json:"files"`
	Rows        int64        `json:"rows"`         // rows read, quarantined ones included
	Quarantined int64        `json:"quarantined"`  // rows kept out
	Blanked     int64        `json:"blanked"`      // rows kept with a value blanked
	Duplicates  int64        `json:"duplicates"`   // rows equal to an earlier row; quarantined where rows carry an id
	RejectLimit float64      `json:"reject_limit"` // share of rows, 0 to 1
	Reasons     []Reason     `json:"reasons"`      // most frequent first
	Fields      []FieldScore `json:"fields"`       // canonical columns the feed gives
	Months      []Month      `json:"months"`       // rows by month of the feed's main date
	Flags       []string     `json:"flags"`        // in words: gaps, sudden drops, stale, columns all empty
	Earliest    time.Time    `json:"earliest,omitzero"`
	Latest      time.Time    `json:"latest,omitzero"`
	FreshDays   int          `json:"fresh_days,omitempty"` // declared: older than this is stale
	Erased      int64        `json:"erased,omitempty"`     // rows of people who were erased: left out, and in no other figure
}

// Reason counts rows rejected or blanked for one cause.
type Reason struct {
	Column string `json:"column,omitempty"`
	Reason string `json:"reason"`
	Action string `json:"action"` // quarantined or blanked
	Rows   int64  `json:"rows"`
	First  string `json:"first,omitempty"` // file:line of the first such row
}

// FieldScore is how full and how sound one canonical column is.
type FieldScore struct {
	Column   string  `json:"column"`
	Complete float64 `json:"complete"` // share of rows with a value, 0 to 1
	Valid    float64 `json:"valid"`    // share of the values given that passed their rule
}

// Month is the number of rows in one month, "2025-03", with what is odd about it.
type Month struct {
	Month string `json:"month"`
	Rows  int64  `json:"rows"`
	Flag  string `json:"flag,omitempty"` // gap, drop
}

// Orphaned notes rows of people nobody registered, found after linkage.
func (r *Report) Orphaned(n int64) {
	if n == 0 {
		return
	}
	r.Quarantined += n
	r.Reasons = append(r.Reasons, Reason{Column: "local_id", Reason: "no registration with this local_id", Action: "quarantined", Rows: n})
	sortReasons(r.Reasons)
}
