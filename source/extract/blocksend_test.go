package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"continuum/internal/fault"
)

// What cannot be judged within a block: lines and fields of many MiB, quotes that
// are never closed or wrong at every line, files cut short.
func TestHostileFilesInBlocks(t *testing.T) {
	long := "a,b\n1,2\n" + strings.Repeat("x", 10<<20) + "\n3,4\n" + strings.Repeat("\"", 3<<20) + "\n5,6\n\"" + strings.Repeat("a line in quotes\n", 100_000) + "7,8"
	var many bytes.Buffer
	for i := range 100_000 {
		fmt.Fprintf(&many, "%d,row,%x\n", i, uint32(i)*2654435761)
	}
	torn := gzipped(many.Bytes())
	for name, data := range map[string][]byte{
		"long":         []byte(long),
		"10 MB field":  []byte("a,b\n1,\"" + strings.Repeat("a long field of many lines\n", 400_000) + "\"\n3,4\n"),
		"wrong quotes": []byte("a,b,c\n" + strings.Repeat("x\",,\"\n", 200_000)),
		"mixed quotes": []byte("a,b,c\n" + strings.Repeat("x\",,\"\n1,2,3\n\"4\",\"5\n\",6\n", 100_000)),
		"stray quotes": []byte("a,b\n" + strings.Repeat("1,2\n\"3,4\n", 100_000) + "\""),
		"no rows":      []byte("a,b"),
		"old Mac":      []byte(strings.ReplaceAll("a,b\n"+strings.Repeat("1,2\n3,\"4\n5\"\n", 100_000), "\n", "\r")),
		"torn":         torn[:len(torn)/2],
		"damaged":      damage(zstded(many.Bytes())),
	} {
		t.Run(name, func(t *testing.T) { sameFileInBlocks(t, write(t, "x.csv", data), Format{Kind: CSV}) })
	}
}

// The memory of blocks does not depend on what the file holds.
func TestBlocksHoldNoLongLine(t *testing.T) {
	w := way{delim: ',', limit: maxRecord, size: blockSize, workers: 1}
	text := "a,b\n" + strings.Repeat("\"x\ny,\n", 200_000) + strings.Repeat("x", 5<<20) + "\n" + strings.Repeat("\"y\n", 1<<20)
	c := w.over(strings.NewReader(text))
	if err := c.header(); err != nil {
		t.Fatal(err)
	}
	k, b := newCarver(c, w.size), &Block{buf: make([]byte, blockSize+maxRecord)}
	room, err, blocks := &b.buf[0], error(nil), 0
	for ; err == nil; blocks++ {
		err = k.fill(b)
		if len(b.verdicts) > maxVerdicts || len(b.text) > blockSize+maxRecord || len(b.text) > 0 && &b.text[0] != room || cap(k.tail) > 2*(blockSize+maxRecord) {
			t.Fatalf("block %d: %d verdicts, %d bytes", blocks, len(b.verdicts), len(b.text))
		}
	}
	if !errors.Is(err, io.EOF) || blocks < 100 {
		t.Errorf("%d blocks, %v", blocks, err)
	}
}

// blocksOf reads lines of a small table in blocks of some ten lines.
func blocksOf(ctx context.Context, lines, workers int, do func(*Block) error) error {
	w := way{delim: ',', limit: 1 << 10, size: 40, workers: workers}
	c := w.over(strings.NewReader("a,b\n" + strings.Repeat("1,2\n", lines)))
	if err := c.header(); err != nil {
		return err
	}
	return newBlockRun(c, workers, w.size).read(ctx, func(int) func(*Block) error { return do })
}

// The error of the first block in file order is returned, whichever failed first,
// and no blocks are read behind it.
func TestFirstErrorOfBlocks(t *testing.T) {
	later := make(chan struct{})
	var last atomic.Int64
	err := blocksOf(context.Background(), 10_000, 4, func(b *Block) error {
		last.Store(max(last.Load(), int64(b.Number)))
		switch b.Number {
		case 2:
			<-later
			return errSink
		case 4:
			defer close(later)
			return errors.New("of a later block")
		}
		return b.Each(&nothing{})
	})
	if !errors.Is(err, errSink) || last.Load() > 20 {
		t.Errorf("got %v after block %d, want the error of block 2", err, last.Load())
	}
}

// A sink's error is returned as it is; so are those of broken rows.
func TestSinkErrorInBlocks(t *testing.T) {
	path := write(t, "x.csv", []byte("a,b\n1,2\n3\n5,6\n"))
	for _, s := range []Sink{&got{failAt: 1}, brittle{}} {
		file := open(t, path, Format{Kind: CSV})
		err := file.Blocks(context.Background(), 2, func(int) func(*Block) error {
			return func(b *Block) error { return b.Each(s) }
		})
		if !errors.Is(err, errSink) || file.SHA256() != "" {
			t.Errorf("%T: got %v", s, err)
		}
	}
}

type brittle struct{}

func (brittle) Row(Row) error       { return nil }
func (brittle) Broken(Broken) error { return errSink }

// When the context ends, so do blocks that are being read, cut or waited for.
func TestContextOfBlocks(t *testing.T) {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	err := blocksOf(ctx, 1<<20, 2, func(b *Block) error {
		if b.Number == 1 { // both workers wait by now, or soon
			cancel()
		}
		<-ctx.Done()
		for {
			if err := b.Each(&nothing{}); err != nil {
				return err
			}
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, before %d", runtime.NumGoroutine(), before)
}

// A block that nobody reads costs only its own rows.
func TestBlocksNeedNotBeRead(t *testing.T) {
	var all, some atomic.Int64
	read := func(rows *atomic.Int64, wanted func(int) bool) {
		err := blocksOf(context.Background(), 1000, 2, func(b *Block) error {
			if !wanted(b.Number) {
				return nil
			}
			var n nothing
			err := b.Each(&n)
			rows.Add(int64(n.rows))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	read(&all, func(int) bool { return true })
	read(&some, func(number int) bool { return number%2 == 0 })
	read(&some, func(number int) bool { return number%2 == 1 })
	if all.Load() != 1000 || some.Load() != 1000 {
		t.Errorf("%d rows, even and odd blocks %d", all.Load(), some.Load())
	}
}

func TestBlocksOnce(t *testing.T) {
	read := func(f *File) error {
		return f.Blocks(context.Background(), 0, func(int) func(*Block) error {
			return func(b *Block) error { return b.Each(&nothing{}) }
		})
	}
	file := open(t, write(t, "x.csv", []byte(smallTable)), Format{Kind: CSV})
	if err := read(file); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{read(file), file.Each(context.Background(), &nothing{})} {
		if fault.CodeOf(err) != fault.Internal || !strings.Contains(fmt.Sprint(err), "already read") {
			t.Errorf("got %v, want that a file is read once", err)
		}
	}
	lines := open(t, write(t, "x.ndjson", []byte("{\"resourceType\":\"A\"}\n")), Format{Kind: FHIR})
	if err := read(lines); err == nil || !strings.Contains(err.Error(), "cannot be read in blocks") {
		t.Errorf("got %v, want that FHIR is not read in blocks", err)
	}
}
