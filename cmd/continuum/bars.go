package main

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"continuum/internal/progress"
)

// bars shows one bar a stage on a terminal, and one line for each finished
// stage elsewhere.
type bars struct {
	out   io.Writer
	quiet bool
	term  bool

	mu    sync.Mutex
	pool  *mpb.Progress
	shown map[string]*mpb.Bar
	ended map[string]bool
}

func newBars(out io.Writer, quiet bool) *bars {
	b := &bars{out: out, quiet: quiet, shown: map[string]*mpb.Bar{}, ended: map[string]bool{}}
	if f, ok := out.(*os.File); ok {
		info, err := f.Stat()
		b.term = err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
	}
	return b
}

// report is the progress.Func of all commands.
func (b *bars) report() progress.Func {
	if b.quiet {
		return nil
	}
	return b.step
}

func (b *bars) step(stage string, done, total int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended[stage] {
		return
	}
	ended := total > 0 && done >= total
	b.ended[stage] = ended
	if !b.term {
		if ended {
			fmt.Fprintf(b.out, "  %s\n", stage)
		}
		return
	}
	bar := b.shown[stage]
	if bar == nil {
		bar = b.bar(stage, total)
		b.shown[stage] = bar
	}
	if total > 0 {
		bar.SetTotal(total, ended)
	}
	bar.SetCurrent(done)
}

func (b *bars) bar(stage string, total int64) *mpb.Bar {
	if b.pool == nil {
		b.pool = mpb.New(mpb.WithOutput(b.out), mpb.WithWidth(40))
	}
	return b.pool.New(total, mpb.BarStyle().Rbound("]").Lbound("[").Filler("=").Tip(">").Padding(" "),
		mpb.PrependDecorators(decor.Name(fmt.Sprintf("  %-44s", stage))),
		mpb.AppendDecorators(decor.Percentage(), decor.Name("  "), decor.Elapsed(decor.ET_STYLE_MMSS)))
}

func (b *bars) say(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pool != nil {
		_, _ = fmt.Fprintln(b.pool, text)
		return
	}
	fmt.Fprintln(b.out, text)
}

// wait lets the bars finish drawing; after a failure those still open are cleared.
func (b *bars) wait(err error) {
	b.mu.Lock()
	pool := b.pool
	b.pool = nil
	for stage, bar := range b.shown {
		if !b.ended[stage] {
			bar.Abort(err != nil)
		}
	}
	b.shown = map[string]*mpb.Bar{}
	b.mu.Unlock()
	if pool != nil {
		pool.Wait()
	}
}
