package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/link"
)

// shardOf reads I/N.
func shardOf(text string) (link.Shard, error) {
	i, n, found := strings.Cut(text, "/")
	index, err := strconv.Atoi(i)
	of, err2 := strconv.Atoi(n)
	if !found || err != nil || err2 != nil || index < 1 || of < index || of > link.MostShards {
		return link.Shard{}, &fault.Error{Code: fault.Invalid, Column: "--shard", Value: text, Reason: "not a share", Fix: fmt.Sprintf("write I/N with I from 1 to N and N at most %d, as 2/8", link.MostShards)}
	}
	return link.Shard{Index: index, Of: of}, nil
}

// shard compares one share of the pairs and leaves what it found for merge.
func (c linkRunCmd) shard(a *app, set *recordSet) error {
	s, err := shardOf(c.Shard)
	if err != nil {
		return err
	}
	var pairs int64
	name := fmt.Sprintf("shard-%03d-of-%03d.bin", s.Index, s.Of)
	err = c.write(map[string]func(io.Writer) error{
		name: func(w io.Writer) error {
			var err error
			pairs, err = set.linker.RunShard(a.ctx, s, w, a.stages())
			return err
		},
		"link.yaml": set.cfg.Write,
	})
	if err != nil {
		return set.explain(err)
	}
	if a.json {
		return a.print(map[string]any{"shard": s.Index, "of": s.Of, "pairs": pairs, "file": filepath.Join(c.Out, name)})
	}
	a.bars.wait(nil)
	a.line("Share %d of %d compared %d pairs: %s. When all are there, run `continuum link merge`.", s.Index, s.Of, pairs, filepath.Join(c.Out, name))
	return nil
}

type linkMergeCmd struct {
	linkFiles
	Shards string `required:"" help:"Folder with the files of all shards." placeholder:"DIR" type:"existingdir"`
}

// Run links the files' records by what the shards found.
func (c linkMergeCmd) Run(a *app) error {
	paths, err := filepath.Glob(filepath.Join(c.Shards, "shard-*.bin"))
	if err != nil || len(paths) == 0 {
		return &fault.Error{Code: fault.Invalid, File: c.Shards, Reason: "no files of shards", Err: err, Fix: "give the folder that `continuum link --shard I/N --out DIR` wrote to"}
	}
	slices.Sort(paths)
	set, err := c.take(a)
	if err != nil {
		return err
	}
	var shards []io.Reader
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return &fault.Error{Code: fault.Invalid, File: path, Reason: "cannot be read", Err: err}
		}
		defer f.Close()
		shards = append(shards, f)
	}
	result, err := set.linker.Merge(a.ctx, shards, a.stages())
	if err != nil {
		return inFile(set.explain(err), c.Shards)
	}
	return c.finish(a, set, result)
}
