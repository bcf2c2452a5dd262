package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
)

// BenchmarkCarver cuts text that is in memory into blocks and reads none of them.
func BenchmarkCarver(b *testing.B) {
	for _, quoted := range []bool{false, true} {
		text := csvSample(quoted)
		b.Run(fmt.Sprintf("quoted=%v", quoted), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			block := &Block{buf: make([]byte, blockSize+maxRecord)}
			for b.Loop() {
				c := csvOver(bytes.NewReader(text), ',')
				err := c.header()
				for k := newCarver(c, blockSize); err == nil; {
					err = k.fill(block)
				}
				if !errors.Is(err, io.EOF) || len(block.verdicts) > 0 {
					b.Fatal(err, block.verdicts)
				}
			}
		})
	}
}

// BenchmarkBlocks reads whole files, of which it takes the hash on the way.
func BenchmarkBlocks(b *testing.B) {
	for _, quoted := range []bool{false, true} {
		text := csvSample(quoted)
		path := write(b, "x.csv", text)
		for _, workers := range []int{1, 2, 4} {
			b.Run(fmt.Sprintf("quoted=%v/workers=%d", quoted, workers), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					if n, err := rowsInBlocks(path, workers); err != nil || n != 60_000 {
						b.Fatal(n, err)
					}
				}
			})
		}
	}
}

func rowsInBlocks(path string, workers int) (rows int, err error) {
	file, err := Open(path, Format{Kind: CSV})
	if err != nil {
		return 0, err
	}
	defer file.Close()
	counts := make([]nothing, workers)
	err = file.Blocks(context.Background(), workers, func(worker int) func(*Block) error {
		return func(b *Block) error { return b.Each(&counts[worker]) }
	})
	for _, n := range counts {
		rows += n.rows
	}
	return rows, err
}
