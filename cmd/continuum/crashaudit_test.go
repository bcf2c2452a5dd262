package main

import (
	"strconv"
	"strings"

	"continuum/record"
	"continuum/record/audit"
	"continuum/store"
)

// checkAudit sees that each change that was kept, and no other, has its one entry in
// the audit, and that the audit is whole.
func (c *crashing) checkAudit() {
	db, err := store.OpenAsIs(c.t.Context(), c.database, recordSchemas()...)
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	r, err := record.Open(c.t.Context(), db)
	if err != nil {
		c.t.Fatal(err)
	}
	kept := map[string]bool{}
	err = db.Read(c.t.Context(), func(tx *store.Tx) error {
		all, err := r.History(tx, record.Scope{}, record.Span{Count: 1 << 30})
		for _, x := range all {
			kept[x.String()+"/_history/"+strconv.FormatInt(x.Version, 10)] = true
		}
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	noted := c.changesNoted(db)
	for key := range kept {
		if noted[key] != 1 {
			c.t.Errorf("%s was kept and has %d entries in the audit", key, noted[key])
		}
	}
	for key := range noted {
		if !kept[key] {
			c.t.Errorf("%s has an entry in the audit and was not kept", key)
		}
	}
	report, err := audit.Verify(c.t.Context(), db, nil)
	if err != nil || !report.Sound() {
		c.t.Errorf("the audit: %v %s", err, report.String())
	}
	c.t.Logf("%d changes, one entry each; %d entries in all", len(kept), report.Size)
}

// changesNoted counts the entries of each version that was written.
func (c *crashing) changesNoted(db *store.DB) map[string]int {
	log, err := audit.Open(c.t.Context(), db, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	noted := map[string]int{}
	q := audit.Query{Actions: []string{"create", "update", "delete"}, Outcomes: []audit.Outcome{audit.OK}, Most: 1000}
	for more := true; more; more = q.Before != 0 {
		err := db.Read(c.t.Context(), func(tx *store.Tx) error {
			page, err := log.Find(tx, q)
			for _, e := range page.Entries {
				for _, key := range e.Resources {
					if strings.Contains(key, "/_history/") {
						noted[key]++
					}
				}
			}
			q.Before = page.Next
			return err
		})
		if err != nil {
			c.t.Fatal(err)
		}
	}
	return noted
}
