package main

import (
	"errors"
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
func (c linkRunCmd) shard(a *app) error {
	s, err := shardOf(c.Shard)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("shard-%03d-of-%03d.bin", s.Index, s.Of)
	out, err := a.holdShare(c.Out, name)
	if err != nil {
		return err
	}
	defer out.close()
	set, err := c.take(a)
	if err != nil {
		return err
	}
	var pairs int64
	err = out.writeAll(map[string]func(io.Writer) error{
		name: func(w io.Writer) error {
			var err error
			pairs, err = set.linker.RunShard(a.ctx, s, w, a.stages())
			return err
		},
		configName: set.cfg.Write,
	})
	if err != nil {
		return set.explain(err)
	}
	if err := out.place(); err != nil {
		return err
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
	out, err := a.holdOut(c.Out)
	if err != nil {
		return err
	}
	defer out.close()
	set, err := c.take(a)
	if err != nil {
		return err
	}
	var shards []io.Reader
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return &fault.Error{Code: fault.Invalid, File: path, Reason: "cannot be read", Err: bare(err)}
		}
		defer f.Close()
		shards = append(shards, f)
	}
	result, err := set.linker.Merge(a.ctx, shards, a.stages())
	if err != nil {
		return c.locate(set.explain(err), paths)
	}
	return c.finish(a, out, set, result)
}

// locate names the file of a shard in what is wrong with it, and the folder where
// something is wrong with them all.
func (c linkMergeCmd) locate(err error, paths []string) error {
	if one := (*link.ShardError)(nil); errors.As(err, &one) {
		return inFile(err, paths[one.Reader])
	}
	return inFile(err, c.Shards)
}
