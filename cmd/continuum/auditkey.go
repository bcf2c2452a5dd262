package main

import (
	"cmp"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/warehouse"
)

// auditKeyName names the file of the key that signs the audit, if it is elsewhere than
// beside the builds: whoever has it and the database can sign a log that never was.
const auditKeyName = "CONTINUUM_AUDIT_KEY"

// auditKeyFile is where the key is.
func auditKeyFile(beside string) string {
	return cmp.Or(os.Getenv(auditKeyName), filepath.Join(beside, auditKey))
}

// readAuditKey reads the key, which must be there: serve alone makes one.
func readAuditKey(dir warehouse.Dir) (*audit.Key, error) {
	path := auditKeyFile(string(dir))
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, &fault.Error{Code: fault.NotFound, File: path, Reason: "the key that signs the audit log is not here", Fix: "`continuum serve` makes it; if it is elsewhere, name its file in " + auditKeyName}
	}
	return audit.ReadKey(path, "")
}

// publicKeysFlag are keys to check signatures with.
type publicKeysFlag struct {
	Key []string `help:"Public key of the audit log (NAME+ID+KEY, as continuum audit PLACE key prints it), or a file that holds it." placeholder:"KEY" sep:"none"`
}

// keys are those that were given, and that of the place where it is at hand.
func (f publicKeysFlag) keys(dir warehouse.Dir) (note.Verifiers, bool, error) {
	var all []string
	if dir != "" {
		switch k, err := readAuditKey(dir); {
		case err == nil:
			all = append(all, k.Public())
		case fault.CodeOf(err) != fault.NotFound:
			return nil, false, err
		}
	}
	for _, given := range f.Key {
		text, err := os.ReadFile(given)
		if err != nil {
			text = []byte(given)
		}
		all = append(all, strings.Fields(string(text))...)
	}
	known, err := audit.Keys(all...)
	return known, len(all) > 0, err
}

// siteOf names the server in AuditEvents: by the host at which it is reached.
func siteOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Hostname()
	}
	return address
}
