package extract

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

// told is everything a reader hands over, in order, one readable line each.
type told []string

func (t *told) Row(r Row) error {
	fields := make([]string, len(r.Fields))
	for i, f := range r.Fields {
		if fields[i] = fmt.Sprintf("%q", f); f == nil {
			fields[i] = "∅"
		}
	}
	*t = append(*t, fmt.Sprintf("%d: %s", r.Line, strings.Join(fields, " ")))
	return nil
}

func (t *told) Broken(b Broken) error {
	*t = append(*t, fmt.Sprintf("%d broken: %s <%q>", b.Line, b.Reason, b.Raw))
	return nil
}

// inBlocks gathers what blocks hand over, whoever reads them.
type inBlocks struct {
	mu   sync.Mutex
	told map[int]told
	line map[int]int64
}

func (g *inBlocks) start(int) func(*Block) error {
	return func(b *Block) error {
		var t told
		err := b.Each(&t)
		g.mu.Lock()
		defer g.mu.Unlock()
		if _, again := g.told[b.Number]; again {
			return fmt.Errorf("block %d came twice", b.Number)
		}
		g.told[b.Number], g.line[b.Number] = t, b.Line
		return err
	}
}

// inOrder joins the blocks; their numbers must have no gap and their lines rise.
func (g *inBlocks) inOrder() (told, error) {
	var all told
	for i := range len(g.told) {
		t, ok := g.told[i]
		if !ok || len(t) > 0 && !strings.HasPrefix(t[0], fmt.Sprint(g.line[i])) && lineOf(t[0]) < g.line[i] {
			return nil, fmt.Errorf("block %d is missing or begins behind line %d: %q", i, g.line[i], t)
		}
		if len(all) > 0 && lineOf(all[len(all)-1]) >= g.line[i] {
			return nil, fmt.Errorf("block %d begins at line %d, behind %q", i, g.line[i], all[len(all)-1])
		}
		all = append(all, t...)
	}
	return all, nil
}

func lineOf(told string) (line int64) {
	_, _ = fmt.Sscan(strings.TrimRight(strings.Fields(told)[0], ":"), &line)
	return line
}

// way is how a text is read.
type way struct {
	delim                rune
	limit, size, workers int
	strict               bool // so much was read again already that quotes may not span lines behind a wrong one
}

func (w way) over(r io.Reader) *csvReader {
	c := &csvReader{src: &source{path: "x.csv"}, win: newWindow(r, w.limit), split: newSplitter(w.delim), line: 1}
	if w.strict {
		c.retry.again = freeRescan
	}
	return c
}

func (w way) serially(r io.Reader) (t told, rows int64, err error) {
	c := w.over(r)
	if err = c.header(); err == nil {
		err = c.each(&t)
	}
	return t, c.rows(), err
}

func (w way) inBlocks(r io.Reader) (told, int64, error) {
	c := w.over(r)
	if err := c.header(); err != nil {
		return nil, c.rows(), err
	}
	g := &inBlocks{told: map[int]told{}, line: map[int]int64{}}
	err := newBlockRun(c, w.workers, w.size).read(context.Background(), g.start)
	all, lost := g.inOrder()
	if lost != nil {
		return nil, 0, lost
	}
	return all, c.rows(), err
}

// sameInBlocks reads a text, given anew by open, in both ways.
func sameInBlocks(t rapid.TB, w way, open func() io.Reader) {
	t.Helper()
	want, rows, err := w.serially(open())
	got, rows2, err2 := w.inBlocks(open())
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || want[i] != got[i] {
			t.Fatalf("%+v: differs from item %d\none by one %q\nin blocks  %q", w, i, want[min(i, len(want)):min(i+3, len(want))], got[min(i, len(got)):min(i+3, len(got))])
		}
	}
	if fmt.Sprint(err) != fmt.Sprint(err2) || rows != rows2 {
		t.Fatalf("%+v: one by one %d rows, %v; in blocks %d rows, %v", w, rows, err, rows2, err2)
	}
}

// pieces are what texts are made of: all that a splitter heeds, and what fills.
var pieces = []string{
	"\"", "\"", "\"\"", ",", ",", ";", "¦", "\xc2", "\n", "\n", "\n", "\r\n", "\r", "\r\r\n", "a", "bc", "é", " ",
	"1,2\n", "1,\"2\"\n", "\"1\",\"2\"\n", "\"l\nm\",2\n", "\"l\r\nm\",\"n\n\"\r\n", "\"x\"y,1\n", "5\" wound,x\n", "\"q\"\"r\",\"\"\n",
	"1¦2\n", "\"1\"¦\"2\"\n", "1;\"2\"\n", "\n\n", "only\n", "1,2,3\n", "\"p\nq\"\n", "\x00", "\xff", "filler of some length, ", strings.Repeat("x", 70),
}

// tame are rows as they should be, with a delimiter for the comma.
var tame = []string{"1,2\n", "1,\"2\"\n", "\"1\",\"2\"\r\n", "\"l\nm\",2\n", "5\" wound,x\n", "\"q\"\"r\",\"\"\n", "\n", "\"\"\"\",a long cell of text\r\n", "\"x,y\",é\n"}

// drawText gives a header and what may follow it, from tame to wild.
func drawText(t *rapid.T, delim string) string {
	wild := rapid.SampledFrom([]int{0, 1, 5, 100}).Draw(t, "wild in 100")
	piece := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 99).Draw(t, "wildness") >= wild {
			return strings.ReplaceAll(rapid.SampledFrom(tame).Draw(t, "tame"), ",", delim)
		}
		return rapid.SampledFrom(pieces).Draw(t, "wild")
	})
	most := rapid.SampledFrom([]int{5, 30, 200}).Draw(t, "most")
	text := "a,b\n" + strings.Join(rapid.SliceOfN(piece, most/2, most).Draw(t, "pieces"), "")
	switch rapid.IntRange(0, 9).Draw(t, "head") {
	case 0:
		text = "\n\r\n" + text
	case 1:
		text = "\ufeff" + text
	case 2:
		text = strings.ReplaceAll(text, "\n", "\r")
	case 3:
		text = strings.Replace(text, "\n", "\r", 1)
	}
	return strings.Replace(text, ",", delim, 1)
}

func drawWay(t *rapid.T) way {
	return way{
		delim:   rapid.SampledFrom([]rune{',', ',', ';', '¦'}).Draw(t, "delimiter"),
		limit:   rapid.SampledFrom([]int{13, 20, 40, 100, 1 << 12}).Draw(t, "limit"),
		workers: rapid.IntRange(1, 4).Draw(t, "workers"),
		strict:  rapid.Bool().Draw(t, "strict"),
	}
}

var errTorn = fmt.Errorf("torn")

// arrivals are the ways in which bytes come from a stream.
var arrivals = map[string]func(string) io.Reader{
	"at once":      func(s string) io.Reader { return strings.NewReader(s) },
	"byte by byte": func(s string) io.Reader { return iotest.OneByteReader(strings.NewReader(s)) },
	"with the end": func(s string) io.Reader { return iotest.DataErrReader(strings.NewReader(s)) },
	"torn":         func(s string) io.Reader { return io.MultiReader(strings.NewReader(s), iotest.ErrReader(errTorn)) },
	"torn with it": func(s string) io.Reader {
		return iotest.DataErrReader(io.MultiReader(strings.NewReader(s), iotest.ErrReader(errTorn)))
	},
	"windows-1252":  func(s string) io.Reader { return inUTF8(strings.NewReader(s), "latin-1") },
	"utf-16, torn":  func(s string) io.Reader { return inUTF8(strings.NewReader(inUTF16(s)+"x"), "utf-16le") },
	"utf-16, whole": func(s string) io.Reader { return inUTF8(strings.NewReader(inUTF16(s)), "utf-16le") },
}

func inUTF16(s string) string {
	out, _ := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(s)
	return out
}

// Whatever the bytes and however they arrive, blocks of any size give what Each gives.
func TestBlocksGiveWhatEachGives(t *testing.T) {
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range arrivals {
			if !yield(name) {
				return
			}
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		w, arrive := drawWay(t), arrivals[rapid.SampledFrom(names).Draw(t, "arrival")]
		text := drawText(t, string(w.delim))
		for _, w.size = range []int{1, 2, 3, 7, 20, 64, 300, 1 << 12} {
			sameInBlocks(t, w, func() io.Reader { return arrive(text) })
		}
	})
}

// Splitting eight bytes at a time finds what splitting byte by byte finds.
func TestSplitterAgreesWithItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 20).Draw(t, "pieces"), ""))
		fast := newSplitter(rapid.SampledFrom([]rune{',', '\t', ';', '\x0b', '-'}).Draw(t, "delimiter"))
		fast.ending = rapid.SampledFrom([]ending{unsettled, feeds, returns}).Draw(t, "ending")
		slow := *fast
		last := rapid.Bool().Draw(t, "last")
		n, found := fast.split(text, last)
		n2, found2 := slow.bytewise(text, last)
		if n != n2 || found != found2 || fast.breaks != slow.breaks || fast.ending != slow.ending || fmt.Sprintf("%q", fast.fields) != fmt.Sprintf("%q", slow.fields) {
			t.Fatalf("%q: %d %v %q, byte by byte %d %v %q", text, n, found, fast.fields, n2, found2, slow.fields)
		}
	})
}

// bytewise is split without its haste.
func (s *splitter) bytewise(b []byte, last bool) (next int, found outcome) {
	s.fields, s.scratch, s.breaks = s.fields[:0], s.scratch[:0], 0
	for i := 0; ; i += len(s.delim) {
		start := i
		if i < len(b) && b[i] == '"' {
			var field []byte
			if field, i, found = s.quoted(b, i+1, last); found != whole {
				return i, found
			}
			s.fields = append(s.fields, field)
		} else {
			i = s.plainEnd(b, i)
			s.fields = append(s.fields, b[start:i])
		}
		if i == len(b) || b[i] == '\n' || b[i] == '\r' {
			return s.lineEnd(b, i, last)
		}
	}
}

// Files of every encoding and compression, several blocks long.
func TestBlocksOfFiles(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,nom,note\r\n")
	for i := range 90_000 {
		fmt.Fprintf(&b, "%d,\"Éloïse %d, €\",\"%s\"\r\n", i, i%97, strings.Repeat("x\ny\"\"", i%7/5))
	}
	latin, _ := charmap.Windows1252.NewEncoder().String(b.String())
	for name, f := range map[string]struct {
		data   []byte
		format Format
	}{
		"plain":   {[]byte(b.String()), Format{Kind: CSV}},
		"latin-1": {[]byte(latin), Format{Kind: CSV, Encoding: "latin-1"}},
		"utf-16":  {[]byte("\xff\xfe" + inUTF16(b.String())), Format{Kind: CSV}},
		"gzip":    {gzipped([]byte(b.String())), Format{Kind: CSV}},
		"zstd":    {zstded([]byte(b.String())), Format{Kind: CSV}},
		"bzip2":   {bzip2Table, Format{Kind: CSV}},
	} {
		t.Run(name, func(t *testing.T) { sameFileInBlocks(t, write(t, "x.csv", f.data), f.format) })
	}
}

// sameFileInBlocks reads a file in both ways and compares all that can be asked.
func sameFileInBlocks(t *testing.T, path string, format Format) {
	t.Helper()
	var want told
	one := open(t, path, format)
	err := one.Each(context.Background(), &want)
	many := open(t, path, format)
	g := &inBlocks{told: map[int]told{}, line: map[int]int64{}}
	err2 := many.Blocks(context.Background(), 3, g.start)
	got, lost := g.inOrder()
	if lost != nil || fmt.Sprint(err) != fmt.Sprint(err2) || !slices.Equal(want, got) {
		t.Fatalf("%d items, %v; in %d blocks %d items, %v, %v", len(want), err, len(g.told), len(got), err2, lost)
	}
	if one.SHA256() != many.SHA256() || one.BytesRead() != many.BytesRead() {
		t.Errorf("%d bytes %s; in blocks %d bytes %s", one.BytesRead(), one.SHA256(), many.BytesRead(), many.SHA256())
	}
}

func open(t *testing.T, path string, format Format) *File {
	t.Helper()
	file, err := Open(path, format)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}
