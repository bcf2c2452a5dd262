package link

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/link/text"
)

// Shard is a share of the comparing: of every rule the blocks of one key range.
// It is the unit of work for any scheduler; Merge makes of all shards what one
// run would have made.
type Shard struct{ Index, Of int } // Index from 1

// parts gives the range of parts that a shard compares.
func (s Shard) parts() (from, to int) {
	if s.Of == 0 {
		return 0, parts
	}
	return (s.Index - 1) * parts / s.Of, s.Index * parts / s.Of
}

// MostShards is how many shards a linkage can be parted into.
const MostShards = parts

// RunShard compares the pairs of one shard of all records added and writes what
// it found. The records must be those of every other shard.
func (l *Linker) RunShard(ctx context.Context, s Shard, w io.Writer, progress func(stage string, done, total int64)) (pairs int64, err error) {
	r, rules, err := l.start(ctx, progress)
	if err != nil {
		return 0, err
	}
	if err := r.compare(rules, s); err != nil {
		return 0, fault.Wrap(err, "comparing records")
	}
	for _, st := range r.found.stats {
		pairs += st.pairs
	}
	return pairs, writeShard(w, s, r.fingerprint(), &r.found)
}

// Merge links all records added from what the shards found. The readers give
// one shard each, in any order; a ShardError says which of them is wrong.
func (l *Linker) Merge(ctx context.Context, shards []io.Reader, progress func(stage string, done, total int64)) (*Result, error) {
	r, rules, err := l.start(ctx, progress)
	if err != nil {
		return nil, err
	}
	if r.found, err = readShards(shards, r.fingerprint(), len(rules), len(r.profiles)); err != nil {
		return nil, err
	}
	r.lap("read shards")
	return r.finish()
}

// fingerprint names the records and the configuration, so that shards of
// another linkage are told.
func (r *run) fingerprint() uint64 {
	var config strings.Builder
	_ = r.cfg.Write(&config) // a Builder takes everything
	h := text.Hash(config.String())
	for _, o := range r.order {
		h = text.Mix(h*31 + o)
	}
	return h
}

// shardMagic begins a shard's file; the last digit is the version of its form.
const shardMagic = "CTMLINK2"

// shardHead is what stands before the stats, counts and candidates of a shard,
// after which come their checksum and nothing else.
type shardHead struct {
	Fingerprint     uint64
	Index, Of       uint32
	Rules, Patterns uint32
	Candidates      uint64
}

type shardStats struct{ Pairs, Refined, Windows, Promising, Left, Largest int64 }

type shardCount struct {
	Pattern uint32
	Count   int64
}

type shardPair struct {
	A, B, Pattern uint32
	Rule          uint8
}

func writeShard(w io.Writer, s Shard, fingerprint uint64, f *found) error {
	sum := crc32.New(castagnoli)
	out := bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<20)
	head := shardHead{Fingerprint: fingerprint, Index: uint32(s.Index), Of: uint32(s.Of), Rules: uint32(len(f.stats)), Patterns: uint32(len(f.counts))}
	for _, piece := range f.candidates {
		head.Candidates += uint64(len(piece))
	}
	put := func(x any) { _ = binary.Write(out, binary.LittleEndian, x) } // a failure stays with the writer until Flush
	_, _ = out.WriteString(shardMagic)
	put(head)
	for _, s := range f.stats {
		put(shardStats{s.pairs, s.refined, s.windows, s.promising, s.left, int64(s.largest)})
	}
	counts := make([]shardCount, 0, len(f.counts))
	for p, n := range f.counts {
		counts = append(counts, shardCount{p, n})
	}
	slices.SortFunc(counts, func(a, b shardCount) int { return int(int64(a.Pattern) - int64(b.Pattern)) })
	put(counts)
	for _, piece := range f.candidates {
		pairs := make([]shardPair, len(piece))
		for i, c := range piece {
			pairs[i] = shardPair{c.a, c.b, c.pattern, c.rule}
		}
		put(pairs)
	}
	err := out.Flush()
	if err == nil {
		err = binary.Write(w, binary.LittleEndian, sum.Sum32())
	}
	return fault.Wrap(err, "writing the shard")
}

// ShardError says what is wrong with one of the shards given to Merge, by its
// place among the readers.
type ShardError struct {
	Reader int
	Err    error
}

func (e *ShardError) Error() string { return fmt.Sprintf("shard file %d: %v", e.Reader+1, e.Err) }

// Unwrap gives what is wrong.
func (e *ShardError) Unwrap() error { return e.Err }

// readShards adds up all shards, each of which must be there once.
func readShards(readers []io.Reader, fingerprint uint64, rules, profiles int) (f found, err error) {
	f = found{counts: map[uint32]int64{}, stats: make([]blockStats, rules)}
	there := map[uint32]bool{}
	of := uint32(0)
	for n, r := range readers {
		head, err := readShard(bufio.NewReaderSize(r, 1<<20), fingerprint, profiles, &f)
		switch {
		case err != nil:
		case of != 0 && head.Of != of:
			err = &fault.Error{Code: fault.Invalid, Reason: fmt.Sprintf("shard %d of %d does not belong with shards of %d", head.Index, head.Of, of), Fix: "give the shards of one linkage"}
		case there[head.Index]:
			err = &fault.Error{Code: fault.Invalid, Reason: fmt.Sprintf("shard %d of %d is given twice", head.Index, head.Of), Fix: "give each shard once"}
		}
		if err != nil {
			return f, &ShardError{n, err}
		}
		of = head.Of
		there[head.Index] = true
	}
	for i := range of {
		if !there[i+1] {
			return f, &fault.Error{Code: fault.Invalid, Reason: fmt.Sprintf("shard %d of %d is missing", i+1, of), Fix: "run it and merge again"}
		}
	}
	if of == 0 {
		return f, &fault.Error{Code: fault.Invalid, Reason: "no shards to merge", Fix: "give the files that `--shard` wrote"}
	}
	return f, nil
}

func readShard(r io.Reader, fingerprint uint64, profiles int, f *found) (head shardHead, err error) {
	sum := crc32.New(castagnoli)
	in := io.TeeReader(r, sum)
	broken := func(err error) error {
		return &fault.Error{Code: fault.Invalid, Reason: "not a whole shard", Err: err, Fix: "run the shard again"}
	}
	magic := make([]byte, len(shardMagic))
	if _, err := io.ReadFull(in, magic); err != nil || string(magic) != shardMagic {
		return head, &fault.Error{Code: fault.Invalid, Reason: "not a shard of this version of the linker", Err: err, Fix: "run the shard again"}
	}
	if err := binary.Read(in, binary.LittleEndian, &head); err != nil {
		return head, broken(err)
	}
	switch {
	case head.Fingerprint != fingerprint:
		return head, &fault.Error{Code: fault.Invalid, Reason: "the shard is of other records or another configuration", Fix: "give every shard and the merge the same files and link.yaml"}
	case int(head.Rules) != len(f.stats) || head.Index == 0 || head.Index > head.Of || head.Of > MostShards || head.Patterns > 1<<20:
		return head, broken(nil)
	}
	stats := make([]shardStats, head.Rules)
	counts := make([]shardCount, head.Patterns)
	for _, into := range []any{stats, counts} {
		if err := binary.Read(in, binary.LittleEndian, into); err != nil {
			return head, broken(err)
		}
	}
	for i, s := range stats {
		f.stats[i].add(blockStats{pairs: s.Pairs, refined: s.Refined, windows: s.Windows, promising: s.Promising, left: s.Left, largest: int(s.Largest)})
		f.stats[i].left = max(f.stats[i].left, s.Left)
	}
	for _, c := range counts {
		if !isPattern(c.Pattern) || c.Count < 0 {
			return head, broken(nil)
		}
		f.counts[c.Pattern] += c.Count
	}
	for left := head.Candidates; left > 0; {
		pairs := make([]shardPair, min(left, keptAtOnce))
		if err := binary.Read(in, binary.LittleEndian, pairs); err != nil {
			return head, broken(err)
		}
		piece := make([]candidate, len(pairs))
		for i, p := range pairs {
			if p.A >= p.B || int(p.B) >= profiles || int(p.Rule) >= len(f.stats) || !isPattern(p.Pattern) {
				return head, broken(nil)
			}
			piece[i] = candidate{p.A, p.B, p.Pattern, p.Rule}
		}
		f.candidates = append(f.candidates, piece)
		left -= uint64(len(pairs))
	}
	want, got := sum.Sum32(), uint32(0)
	if err := binary.Read(in, binary.LittleEndian, &got); err != nil || got != want {
		return head, broken(errSum)
	}
	if n, _ := io.CopyN(io.Discard, in, 1); n > 0 {
		return head, broken(errors.New("something follows its end"))
	}
	return head, nil
}
