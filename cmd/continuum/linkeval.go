package main

import (
	"os"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/warehouse"
)

type linkEvalCmd struct {
	Clusters string `arg:"" help:"clusters.csv (columns id, person_id and perhaps source), or a place folder: its live build."`
	Truth    string `required:"" help:"CSV with the true person of each id (columns id, person_id and perhaps source)." placeholder:"FILE" type:"existingfile"`
	dataFlag
}

// Run prints how good the clusters are.
func (c linkEvalCmd) Run(a *app) error {
	found, err := a.clusters(c.Clusters, c.dir(c.Clusters))
	if err != nil {
		return err
	}
	truth, err := readClusters(c.Truth)
	if err != nil {
		return err
	}
	e := link.Compare(found, truth)
	if e.Records == 0 {
		return &fault.Error{Code: fault.Invalid, File: c.Truth, Reason: "no id stands in both files", Fix: "check that the id columns mean the same"}
	}
	if a.json {
		return a.print(e)
	}
	a.line("%d records, %d people found, %d true people, %d ids in one file only", e.Records, e.Clusters, e.Persons, e.Missing)
	a.line("%-10s%12s%12s%12s", "", "precision", "recall", "F1")
	a.line("%-10s%12.4f%12.4f%12.4f", "pairwise", e.Pairwise.Precision, e.Pairwise.Recall, e.Pairwise.F1)
	a.line("%-10s%12.4f%12.4f%12.4f", "B-cubed", e.BCubed.Precision, e.BCubed.Recall, e.BCubed.F1)
	return nil
}

// clusters reads a file, or who is who in the live build of a place folder.
func (a *app) clusters(path string, dir warehouse.Dir) (link.Clusters, error) {
	info, err := os.Stat(path)
	if err != nil {
		return link.Clusters{}, &fault.Error{Code: fault.Invalid, File: path, Reason: "cannot be read", Err: err}
	}
	if !info.IsDir() {
		return readClusters(path)
	}
	live, err := warehouse.Open(dir)
	if err != nil {
		return link.Clusters{}, err
	}
	defer live.Close()
	return live.Clusters(a.ctx)
}

func readClusters(path string) (link.Clusters, error) {
	in, closeFile, err := openText(path)
	if err != nil {
		return link.Clusters{}, err
	}
	defer closeFile()
	return link.ReadClusters(path, in)
}
