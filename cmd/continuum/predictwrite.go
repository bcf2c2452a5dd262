package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"continuum/internal/duck"
	"continuum/internal/fault"
)

// digits are how many digits of a score are written: enough to keep the order.
const digits = 9

// write writes one row a score, in the order of the file.
func (p *prediction) write() error {
	defer p.since("write", time.Now())
	name := strings.ToLower(p.Out)
	switch {
	case strings.HasSuffix(name, ".parquet"):
		return writeOwnParquet(p.Out, p.writeParquet)
	case strings.HasSuffix(name, ".gz"):
		return writeOwn(p.Out, func(w io.Writer) error {
			packed := gzip.NewWriter(w)
			if err := p.writeCSV(packed); err != nil {
				return err
			}
			return fault.Wrap(packed.Close(), "packing the scores")
		})
	}
	return writeOwn(p.Out, p.writeCSV)
}

// header names the columns: id, score, and of each reason the column, its value and
// what it adds to the log-odds or log rate.
func (p *prediction) header() []string {
	out := []string{"id", "score"}
	for n := range p.Reasons {
		out = append(out, fmt.Sprintf("reason_%d", n+1), fmt.Sprintf("value_%d", n+1), fmt.Sprintf("effect_%d", n+1))
	}
	return out
}

const flushBytes = 1 << 20

func (p *prediction) writeCSV(w io.Writer) error {
	text := []byte(strings.Join(p.header(), ",") + "\n")
	for i, id := range p.ids {
		text = appendCSV(text, []byte(id))
		text = append(text, ',')
		text = strconv.AppendFloat(text, p.scores[i], 'g', digits, 64)
		text = append(p.appendReasons(text, i), '\n')
		if len(text) >= flushBytes || i == len(p.ids)-1 {
			if _, err := w.Write(text); err != nil {
				return fault.Wrap(err, "writing the scores")
			}
			if err := p.app.ctx.Err(); err != nil {
				return err
			}
			text = text[:0]
		}
	}
	return nil
}

func (p *prediction) appendReasons(text []byte, row int) []byte {
	if p.Reasons == 0 {
		return text
	}
	for n := range p.Reasons {
		if reasons := p.reasons[row].Reasons; n < len(reasons) {
			text = appendCSV(append(text, ','), []byte(reasons[n].Column))
			text = appendCSV(append(text, ','), []byte(reasons[n].Value))
			text = strconv.AppendFloat(append(text, ','), reasons[n].Effect, 'g', 6, 64)
		} else {
			text = append(text, ",,,"...)
		}
	}
	return text
}

func (p *prediction) writeParquet(path string) error {
	columns := []duck.Column{{Name: "id", Kind: duck.Text}, {Name: "score", Kind: duck.Double}}
	for n, name := range p.header()[2:] {
		kind := duck.Text
		if n%3 == 2 {
			kind = duck.Double
		}
		columns = append(columns, duck.Column{Name: name, Kind: kind})
	}
	return duck.WriteParquet(p.app.ctx, path, columns, len(p.ids), func(from int, b *duck.Block) error {
		ids, scores := b.Texts(0), b.Doubles(1)
		for i := range b.Rows() {
			ids.SetString(i, p.ids[from+i])
			scores[i] = p.scores[from+i]
		}
		for n := range p.Reasons {
			p.fillReason(b, from, n)
		}
		return nil
	})
}

// fillReason fills the three columns of a reason.
func (p *prediction) fillReason(b *duck.Block, from, n int) {
	at := 2 + 3*n
	names, values, effects := b.Texts(at), b.Texts(at+1), b.Doubles(at+2)
	for i := range b.Rows() {
		reasons := p.reasons[from+i].Reasons
		if n >= len(reasons) {
			b.Null(at, i)
			b.Null(at+1, i)
			b.Null(at+2, i)
			continue
		}
		names.SetString(i, reasons[n].Column)
		values.SetString(i, reasons[n].Value)
		effects[i] = reasons[n].Effect
	}
}

// predictAnswer is the answer for machines.
type predictAnswer struct {
	Model   string             `json:"model"` // sha256
	Outcome string             `json:"outcome"`
	Rows    int                `json:"rows"`
	Mean    float64            `json:"mean_score"`
	Drift   any                `json:"drift"` // of each column: index, rows of unseen words
	Out     string             `json:"out"`
	Seconds map[string]float64 `json:"seconds"`
}

func (p *prediction) answer() error {
	sum := 0.0
	for _, s := range p.scores {
		sum += s
	}
	r := predictAnswer{p.model.Hash(), p.model.Outcome, len(p.ids), sum / float64(len(p.ids)), p.drift, p.Out, p.took}
	if p.app.json {
		return p.app.print(r)
	}
	p.app.bars.wait(nil)
	p.app.line("%s scored for %s: %.1f expected (%.4f a row). %s is written.", many(r.Rows, "row"), r.Outcome, sum, r.Mean, p.Out)
	return nil
}

func lineText(line int64) string { return strconv.FormatInt(line, 10) }
