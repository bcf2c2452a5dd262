// Command definitions writes the tables of record/definition from the FHIR R4
// definitions as HL7 publishes them. A partnership's record must know what a
// resource may hold without carrying megabytes of prose and without code that is
// generated for each type; a few compact tables say the same, and this command is
// how anybody can make them again and see that nothing was altered by hand.
//
//	go run -C tools ./definitions ../../shared/data/record/definitions
//
// The argument is a folder with structure-definitions.jsonl.gz,
// search-parameters.jsonl.gz, valuesets.jsonl.gz and
// compartmentdefinition-patient.json. A second one names the folder of the
// tables, ../record/definition by default.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "definitions:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 1 || len(args) > 2 {
		return fmt.Errorf("give the folder of the definitions and, if you wish, the folder of the tables")
	}
	to := filepath.Join("..", "record", "definition")
	if len(args) == 2 {
		to = args[1]
	}
	for _, write := range []func(from, to string) error{writeElements, writeSearch, writeCodes, writeSystems, writeCompartment} {
		if err := write(args[0], to); err != nil {
			return err
		}
	}
	return nil
}

// table is one file in the making: header lines, then rows of cells with tabs between.
type table struct {
	bytes.Buffer
}

func newTable(what, columns string) *table {
	t := &table{}
	fmt.Fprintf(t, "# %s of HL7 FHIR R4 (4.0.1), CC0-1.0, http://hl7.org/fhir/R4/downloads.html.\n", what)
	t.WriteString("# Written by tools/definitions; do not edit.\n# " + columns + "\n")
	return t
}

// row writes cells without the empty ones at the end.
func (t *table) row(cells ...string) {
	for len(cells) > 1 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	for i, c := range cells {
		if i > 0 {
			t.WriteByte('\t')
		}
		t.WriteString(line(c))
	}
	t.WriteByte('\n')
}

// line keeps a cell on one line and in one cell.
func line(s string) string {
	out := []byte(s)
	for i, c := range out {
		if c == '\t' || c == '\n' || c == '\r' {
			out[i] = ' '
		}
	}
	return string(bytes.TrimSpace(out))
}

func (t *table) save(folder, name string) error {
	return os.WriteFile(filepath.Join(folder, name), t.Bytes(), 0o644)
}
