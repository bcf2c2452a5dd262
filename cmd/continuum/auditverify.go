package main

import (
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
	"continuum/warehouse"
)

// verifiedAudit is what was found of the audit log.
type verifiedAudit struct {
	Entries     int64          `json:"entries"`
	Root        string         `json:"root"`
	Checkpoints int            `json:"checkpoints"` // that it was compared with
	Problems    []auditProblem `json:"problems"`
}

// auditProblem is something that is not as it was written.
type auditProblem struct {
	Entry int64  `json:"entry"` // the first that it is about; -1 where it is about none
	What  string `json:"what"`
}

const stageAudit = "reading the audit log"

// audit reads the audit log whole, with the checkpoints that were kept elsewhere.
func (c verifyCmd) audit(a *app, db *store.DB, dir warehouse.Dir, there bool, v *verified) error {
	var given []string
	for _, path := range c.Checkpoint {
		text, err := checkpointText(path)
		if err != nil {
			return err
		}
		given = append(given, text)
	}
	if !there {
		if len(given) > 0 {
			return &fault.Error{Code: fault.NotFound, Column: "--checkpoint", Reason: "there is no audit log that a checkpoint could be of"}
		}
		return nil
	}
	known, some, err := c.keys(dir)
	if err != nil {
		return err
	}
	if !some {
		if err := c.unsigned(a, db, len(given) > 0); err != nil {
			return err
		}
	}
	a.bars.report().Report(stageAudit, 0, 1)
	report, err := audit.Verify(a.ctx, db, known, given...)
	if err != nil {
		return err
	}
	a.bars.report().Report(stageAudit, 1, 1)
	v.Audit = &verifiedAudit{report.Size, report.Root.String(), report.Checkpoints, []auditProblem{}}
	for _, p := range report.Problems {
		v.Audit.Problems = append(v.Audit.Problems, auditProblem{p.Sequence, p.What})
	}
	return nil
}

// unsigned refuses to verify signatures without a key to do so. Where the log is too
// damaged to be opened there is enough to be found without.
func (c verifyCmd) unsigned(a *app, db *store.DB, given bool) error {
	log, err := audit.Open(a.ctx, db, nil)
	if err != nil {
		return nil //nolint:nilerr // verifying says what is wrong with it
	}
	return db.Read(a.ctx, func(tx *store.Tx) error {
		kept, err := log.Checkpoints(tx, -1, 1)
		if err == nil && (len(kept) > 0 || given) {
			err = &fault.Error{Code: fault.NotFound, Column: "--key", Reason: "the audit log is signed, and its public key is not here", Fix: "give the key that `continuum audit PLACE key` printed, or name the file of the private one in " + auditKeyName}
		}
		return err
	})
}

// unsound says what is wrong with the audit log, and where.
func (c verifyCmd) unsound(a *app, v *verified) error {
	if a.json {
		if err := a.print(v); err != nil {
			return err
		}
		return exitStatus(failed)
	}
	for _, p := range v.Audit.Problems {
		a.line("%s", audit.Problem{Sequence: p.Entry, What: p.What})
	}
	return &fault.Error{Code: fault.Internal, File: c.What, Reason: "the audit log is not as it was written", Fix: "keep the database as it is, and tell the privacy officer and the partners"}
}
