package splink

// frequencies gives for each row the share of records with its value among the
// records that have one, over all data sets together; 0 where the value is missing.
func (t *Table) frequencies(column int) []float64 {
	counts := map[string]int{}
	total := 0
	for _, row := range t.Rows {
		if s := row[column]; s != "" {
			counts[s]++
			total++
		}
	}
	out := make([]float64, len(t.Rows))
	for i, row := range t.Rows {
		if s := row[column]; s != "" {
			out[i] = float64(counts[s]) / float64(total)
		}
	}
	return out
}
