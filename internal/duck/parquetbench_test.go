package duck_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"

	"continuum/internal/duck"
)

// edges are the links of a linkage, as they are written out.
type edges struct {
	sides  [2][]uint32 // records
	weight []float32
	levels [10][]uint8
	rule   []uint8
	kept   []bool
}

func someEdges(rows int) *edges {
	r := rand.New(rand.NewPCG(1, 2))
	e := &edges{}
	for i := range rows {
		e.sides[0] = append(e.sides[0], uint32(i*2/3))
		e.sides[1] = append(e.sides[1], r.Uint32N(uint32(rows)))
		e.weight = append(e.weight, float32(r.NormFloat64()*8+10))
		e.rule = append(e.rule, uint8(r.UintN(16)))
		e.kept = append(e.kept, r.UintN(10) > 0)
		for c := range e.levels {
			e.levels[c] = append(e.levels[c], uint8(r.UintN(5)))
		}
	}
	return e
}

func edgeColumns() []duck.Column {
	sources := []string{"hospital-a", "hospital-b", "council", "hospice"}
	var rules []string
	for i := range 16 {
		rules = append(rules, "family_name + birth_date + postcode "+strconv.Itoa(i))
	}
	out := []duck.Column{
		{Name: "left"},
		{Name: "left_source", Kind: duck.Word, Words: sources},
		{Name: "right"},
		{Name: "right_source", Kind: duck.Word, Words: sources},
		{Name: "weight", Kind: duck.Float},
		{Name: "probability", Kind: duck.Double},
	}
	for c := range 10 {
		out = append(out, duck.Column{Name: fmt.Sprintf("level_%d", c), Kind: duck.Byte})
	}
	return append(out, duck.Column{Name: "rule", Kind: duck.Word, Words: rules}, duck.Column{Name: "kept", Kind: duck.Bool},
		duck.Column{Name: "cut", Kind: duck.Word, Words: []string{"", "source cap"}})
}

// fill writes the edges; ids are eight digits each.
func (e *edges) fill(ids []byte) func(from int, b *duck.Block) error {
	return func(from int, b *duck.Block) error {
		for side, records := range e.sides {
			texts, sources := b.Texts(2*side), b.Words(2*side+1)
			for r := range sources {
				record := records[from+r]
				texts.Set(r, ids[8*record:8*record+8])
				sources[r] = uint16(record % 4)
			}
		}
		copy(b.Floats(4), e.weight[from:])
		probability, rule, cut := b.Doubles(5), b.Words(16), b.Words(18)
		for r := range b.Rows() {
			weight := float64(e.weight[from+r])
			probability[r] = 1 - 1/(1+weight*weight)
			rule[r] = uint16(e.rule[from+r])
			if !e.kept[from+r] {
				cut[r] = 1
			}
		}
		for c := range e.levels {
			levels := b.Bytes(6 + c)
			copy(levels, e.levels[c][from:])
			for r, level := range levels {
				if level == 0 {
					b.Null(6+c, r)
				}
			}
		}
		copy(b.Bools(17), e.kept[from:])
		return nil
	}
}

// Writes the edges of a linkage of a million records.
func BenchmarkWriteParquet(b *testing.B) {
	const rows = 1_600_000
	var ids []byte
	for i := range rows {
		ids = fmt.Appendf(ids, "%08d", i)
	}
	columns, fill := edgeColumns(), someEdges(rows).fill(ids)
	path := filepath.Join(b.TempDir(), "edges.parquet")
	for b.Loop() {
		if err := duck.WriteParquet(b.Context(), path, columns, rows, fill); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// Reads ten columns of people's details as texts, in one lane and in two.
func BenchmarkReadParquet(b *testing.B) {
	const rows = 1_000_000
	path := made(b, fmt.Sprintf(`SELECT 'R' || i AS id, 'partner-' || (i %% 7) AS source, (hash(i) %% 9000000000)::BIGINT AS nhs,
		'Given' || hash(i + 1) %% 3000 AS given, 'Family' || hash(i + 2) %% 60000 AS family, DATE '1930-01-01' + (hash(i + 3) %% 30000)::INT AS born,
		'AB' || hash(i + 4) %% 99 || ' ' || hash(i + 5) %% 9 || 'XY' AS postcode, (hash(i + 6) %% 300) || ' Long Street ' || hash(i + 7) %% 1000 AS address,
		'07' || hash(i + 8) %% 1000000000 AS phone, CASE WHEN i %% 3 > 0 THEN hash(i + 9) %% 1000000 || '@example.org' END AS email FROM range(%d) r(i)`, rows), "people.parquet", "")
	for _, lanes := range []int{1, 2} {
		b.Run(fmt.Sprintf("lanes=%d", lanes), func(b *testing.B) {
			size := make([]int64, 8*lanes) // apart, so that lanes do not share a line of memory
			for b.Loop() {
				err := duck.ReadParquetLanes(b.Context(), path, nil, lanes, func(lane int, batch *duck.Batch) error {
					for c := range 10 {
						for r := range batch.Rows() {
							size[8*lane] += int64(len(batch.Cell(r, c)))
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
