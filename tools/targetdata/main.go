// Command targetdata invents a table to learn from, for tools/bench-target: a third
// of the columns tell the outcome, alone and in pairs, the others are noise; some
// values are missing, and about one row in ten has the outcome. The same numbers
// give the same bytes.
//
//	go run -C tools ./targetdata -rows 1000000 -columns 100 -seed 1 >people.csv
package main

import (
	"bufio"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
)

func main() {
	rows := flag.Int("rows", 1_000_000, "rows to invent")
	columns := flag.Int("columns", 100, "columns of numbers")
	seed := flag.Uint64("seed", 1, "another seed gives other rows of the same population")
	flag.Parse()
	if err := write(*rows, *columns, *seed); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(rows, columns int, seed uint64) error {
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	out.WriteString("id")
	for c := range columns {
		fmt.Fprintf(out, ",x%d", c)
	}
	out.WriteString(",outcome\n")
	rnd := rand.New(rand.NewPCG(seed, 2024))
	values, line := make([]float64, columns), []byte(nil)
	for row := range rows {
		line = strconv.AppendInt(line[:0], int64(row+1), 10)
		for c := range values {
			values[c] = value(rnd, c)
			line = append(line, ',')
			if !math.IsNaN(values[c]) {
				line = strconv.AppendFloat(line, values[c], 'g', 5, 32)
			}
		}
		outcome := byte('0')
		if rnd.Float64() < 1/(1+math.Exp(-risk(values))) {
			outcome = '1'
		}
		line = append(line, ',', outcome, '\n')
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

// value invents a value: a measurement, a waiting time, a count, a yes or no, or an
// age; every fourth column has missing ones.
func value(rnd *rand.Rand, column int) float64 {
	if column%4 == 0 && rnd.Float64() < 0.02+0.05*float64(column%3) {
		return math.NaN()
	}
	switch column % 5 {
	case 0:
		return rnd.NormFloat64()
	case 1:
		return rnd.ExpFloat64()
	case 2:
		return math.Floor(rnd.ExpFloat64() * (1 + float64(column)/20))
	case 3:
		return math.Floor(rnd.Float64() * 2)
	default:
		return math.Floor(rnd.Float64() * 100)
	}
}

// risk is the log-odds of the outcome: effects that bend and effects of pairs.
func risk(values []float64) float64 {
	raw := -2.85
	told := len(values) / 3
	for c := range told {
		z := standard(c, values[c])
		effect := 0.3 * math.Sin(float64(c))
		if c%3 == 0 {
			raw += effect * math.Tanh(2*z)
		} else {
			raw += effect * z
		}
		if c+1 < told {
			raw += 0.1 * math.Cos(float64(c)) * z * standard(c+1, values[c+1])
		}
	}
	return raw
}

// standard brings a value to about mean 0 and deviation 1; a missing one means something too.
func standard(column int, v float64) float64 {
	switch {
	case math.IsNaN(v):
		return 0.8
	case column%5 == 0:
		return v
	case column%5 == 1:
		return v - 1
	case column%5 == 2:
		return v/(1+float64(column)/20) - 0.6
	case column%5 == 3:
		return 2*v - 1
	}
	return (v - 50) / 29
}
