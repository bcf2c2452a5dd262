package main

import (
	"errors"
	"os"
	"path/filepath"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/warehouse"
)

type linkEvalCmd struct {
	Clusters string   `arg:"" help:"clusters.csv (columns id, person_id and perhaps source), also Parquet; or the folder of a linkage; or a place folder: its live build."`
	Truth    string   `required:"" help:"The true person of each id (columns id, person_id and perhaps source)." placeholder:"FILE" type:"existingfile"`
	Edges    string   `help:"Pairs compared or linked: the edges of a linkage, or columns left, right and perhaps weight or probability, rule, kept." placeholder:"FILE" type:"existingfile"`
	By       []string `help:"Evaluate each group of records that have one value in this column, of --records or of the truth; may be given again." placeholder:"COL" sep:"none"`
	Records  []string `help:"With --by: a file of the records; may be given again." placeholder:"FILE" type:"existingfile" sep:"none"`
	ID       string   `help:"Column of --records that names a record (id)." placeholder:"COL"`
	Source   string   `help:"Column of --records that names the partner (source, if there)." placeholder:"COL"`
	dataFlag
	databaseFlag
}

// linkEvalAnswer is the whole answer, as --json prints it.
type linkEvalAnswer struct {
	link.Evaluation
	Edges  *link.PairEvaluation `json:"edges,omitempty"`
	Groups []link.Grouping      `json:"by,omitempty"`
}

// Run prints how good the clusters are.
func (c linkEvalCmd) Run(a *app) error {
	if err := c.check(); err != nil {
		return err
	}
	compared, labels, err := c.compare(a)
	if err != nil {
		return err
	}
	answer := linkEvalAnswer{Evaluation: compared.Evaluation()}
	if c.Edges != "" {
		if answer.Edges, err = readPairs(a.ctx, c.Edges, compared); err != nil {
			return err
		}
	}
	if labels, err = c.labels(a.ctx, compared, labels); err != nil {
		return err
	}
	for _, l := range labels {
		answer.Groups = append(answer.Groups, compared.Groups(l))
	}
	if a.json {
		return a.print(answer)
	}
	a.bars.wait(nil)
	a.evaluation(answer, c.Edges)
	return nil
}

// check refuses flags that would go unread.
func (c linkEvalCmd) check() error {
	for flag, given := range map[string]bool{"--id": c.ID != "", "--source": c.Source != ""} {
		if given && len(c.Records) == 0 {
			return &fault.Error{Code: fault.Invalid, Column: flag, Reason: "names a column of --records, and there are none", Fix: "give the records' file by --records"}
		}
	}
	if len(c.Records) > 0 && len(c.By) == 0 {
		return &fault.Error{Code: fault.Invalid, Column: "--records", Reason: "is read for the groups of --by only", Fix: "name a column by --by"}
	}
	return nil
}

// compare reads both sides, at the same time; labels are those columns of --by
// that the truth has, nil for others.
func (c linkEvalCmd) compare(a *app) (*link.Comparison, []*link.Labels, error) {
	truth := clusterFile{by: c.By, labels: make([]*link.Labels, len(c.By))}
	read := make(chan error, 1)
	go func() { read <- truth.read(a.ctx, c.Truth) }()
	found, err := a.clusters(c.Clusters, c.dir(c.Clusters), c.databaseFlag)
	if wrong := <-read; err == nil {
		err = wrong
	}
	if err != nil {
		return nil, nil, err
	}
	compared, err := link.Compare(found, &truth.Clusters)
	return compared, truth.labels, err
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// clusters reads a file, that of a linkage's folder, or who is who in the live build of
// a place folder, without who was erased.
func (a *app) clusters(path string, dir warehouse.Dir, database databaseFlag) (*link.Clusters, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, File: path, Reason: "cannot be read", Err: errors.Unwrap(err)}
	}
	if own := filepath.Join(path, clustersName); info.IsDir() && isFile(own) {
		path, info = own, nil
	}
	if info == nil || !info.IsDir() {
		var f clusterFile
		err := f.read(a.ctx, path)
		return &f.Clusters, err
	}
	live, err := a.openBuilds(path, dir, database)
	if err != nil {
		return nil, err
	}
	defer live.Close()
	c := &link.Clusters{File: path, BySource: true}
	return c, live.Clusters(a.ctx, func(r link.Registration, person string) error { return c.Add(r, person, 0) })
}
