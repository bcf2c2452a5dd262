package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"continuum/internal/fault"
	"continuum/record/audit"
)

type auditCheckCmd struct {
	Files []string `arg:"" name:"file" help:"Proofs, checkpoints, growth and exports, in any order: of growth also its two checkpoints, of an export at least one."`
	publicKeysFlag
}

// auditFile is a file that is checked.
type auditFile struct {
	File    string `json:"file"`
	Kind    string `json:"kind"` // checkpoint, proof, growth or export
	Sound   bool   `json:"sound"`
	Says    string `json:"says"` // what it shows, or what is wrong
	text    string // but of exports
	against audit.Signed
}

const (
	checkpointKind, proofKind, growthKind, exportKind = "checkpoint", "proof", "growth", "export"

	proofBegins  = "c2sp.org/tlog-proof@v1\n"
	growthBegins = "continuum-audit-consistency/1\n"
	longestProof = 16 << 20
)

// Run checks each file, and fails where one is not sound.
func (c auditCheckCmd) Run(a *app) error {
	a.unchanged = ""
	known, some, err := c.keys("")
	if err != nil {
		return err
	}
	if !some {
		return &fault.Error{Code: fault.Invalid, Column: "--key", Reason: "no public key is given, and without one anybody could have signed", Fix: "give the key that the log's operator published; `continuum audit PLACE key` prints it"}
	}
	all, err := c.read(known)
	if err != nil {
		return err
	}
	bad := 0
	for _, x := range all {
		x.check(all, known)
		if !x.Sound {
			bad++
		}
		if !a.json {
			a.line("%s: %s: %s", map[bool]string{true: "ok", false: "WRONG"}[x.Sound], x.File, x.Says)
		}
	}
	if a.json {
		if err := a.print(map[string]any{"files": all, "wrong": bad}); err != nil {
			return err
		}
	}
	if bad > 0 {
		return exitStatus(failed)
	}
	return nil
}

// read finds out what each file is, and reads the checkpoints.
func (c auditCheckCmd) read(known note.Verifiers) (all []*auditFile, err error) {
	for _, path := range c.Files {
		x := &auditFile{File: path}
		if err := x.open(); err != nil {
			return nil, err
		}
		if x.Kind == checkpointKind {
			signed, err := audit.ReadCheckpoint(x.text, known)
			x.against, x.Sound, x.Says = signed, err == nil, fmt.Sprint(err)
			if err == nil {
				x.Says = fmt.Sprintf("a checkpoint of %s with %d entries", signed.Origin, signed.N)
			}
		}
		all = append(all, x)
	}
	return all, nil
}

// open tells the kinds apart by how they begin.
func (x *auditFile) open() error {
	f, err := os.Open(x.File)
	if err != nil {
		return &fault.Error{Code: fault.NotFound, File: x.File, Reason: "cannot be read", Err: bare(err)}
	}
	defer f.Close()
	head := make([]byte, len(growthBegins))
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return &fault.Error{Code: fault.Unavailable, File: x.File, Reason: "cannot be read", Err: bare(err)}
	}
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte("{")):
		x.Kind = exportKind
		return nil
	case bytes.HasPrefix(head, []byte(proofBegins)):
		x.Kind = proofKind
	case bytes.Equal(head, []byte(growthBegins)):
		x.Kind = growthKind
	default:
		x.Kind = checkpointKind
	}
	rest, err := io.ReadAll(io.LimitReader(f, longestProof))
	if err != nil {
		return &fault.Error{Code: fault.Unavailable, File: x.File, Reason: "cannot be read", Err: bare(err)}
	}
	x.text = string(head) + string(rest)
	return nil
}

// check says whether a file shows what it should.
func (x *auditFile) check(all []*auditFile, known note.Verifiers) {
	var err error
	switch x.Kind {
	case proofKind:
		var e audit.Entry
		var signed audit.Signed
		if e, signed, err = audit.CheckProof(x.text, known); err == nil {
			x.Says = fmt.Sprintf("entry %d is among the %d of %s: %s", e.Sequence, signed.N, signed.Origin, entryLine(&e))
		}
	case growthKind:
		var from, to *auditFile
		if from, to, err = x.ends(all); err == nil {
			err = audit.CheckGrown(x.text, from.text, to.text, known)
			x.Says = fmt.Sprintf("the log of %s begins with all of %s", to.File, from.File)
		}
	case exportKind:
		x.Says, err = x.exported(all)
	default:
		return
	}
	if x.Sound = err == nil; err != nil {
		x.Says = err.Error()
	}
}

// ends are the two checkpoints between which growth is.
func (x *auditFile) ends(all []*auditFile) (from, to *auditFile, err error) {
	var older, newer int64
	_, sizes, _ := strings.Cut(x.text, "\n")
	_, _ = fmt.Sscanf(sizes, "%d %d\n", &older, &newer)
	for _, c := range all {
		if c.Kind != checkpointKind || !c.Sound {
			continue
		}
		if c.against.N == older {
			from = c
		}
		if c.against.N == newer {
			to = c
		}
	}
	if from == nil || to == nil {
		err = fault.New(fault.NotFound, "it goes from %d to %d entries, and the checkpoints of these are not among the files, or are not sound", older, newer)
	}
	return from, to, err
}

// exported compares what was exported with every checkpoint that is at hand.
func (x *auditFile) exported(all []*auditFile) (says string, err error) {
	compared := 0
	for _, c := range all {
		if c.Kind != checkpointKind || !c.Sound {
			continue
		}
		f, err := os.Open(x.File)
		if err != nil {
			return "", &fault.Error{Code: fault.NotFound, File: x.File, Reason: "cannot be read", Err: bare(err)}
		}
		tree, err := audit.RootOf(f, c.against.N)
		_ = f.Close()
		if err != nil {
			return "", err
		}
		if tree.Hash != c.against.Hash {
			return "", fault.New(fault.Denied, "one of its first %d entries is not the one that %s signed", c.against.N, c.File)
		}
		compared++
	}
	if compared == 0 {
		return "", fault.New(fault.NotFound, "no sound checkpoint is given to compare it with")
	}
	return fmt.Sprintf("it begins with what %d checkpoints signed", compared), nil
}
