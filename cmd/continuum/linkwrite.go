package main

import (
	"bufio"
	"bytes"
	"io"
	"strconv"

	"continuum/internal/fault"
	"continuum/link"
)

// writeClusters writes clusters.csv (id, source, person_id), one row a record in
// the order read; the person id is the ordinal of the person from 1, or the
// lasting one where people have such.
func writeClusters(w io.Writer, result *link.Result, set *recordSet) error {
	keys := set.keys
	out := bufio.NewWriterSize(w, 1<<20)
	sources := make([][]byte, len(keys.sources))
	for i, s := range keys.sources {
		sources[i] = appendCSV(nil, []byte(s))
	}
	_, err := out.WriteString("id,source,person_id\n")
	var line []byte
	record := 0
	for _, b := range keys.batches {
		from := uint32(0)
		for i, end := range b.ends {
			line = append(appendCSV(line[:0], b.ids[from:end]), ',')
			line = append(append(line, sources[b.source[i]]...), ',')
			if p := result.Person[record]; set.who != nil {
				line = append(append(line, set.who.Person(p)...), '\n')
			} else {
				line = append(strconv.AppendUint(line, uint64(p)+1, 10), '\n')
			}
			if _, err = out.Write(line); err != nil {
				return fault.Wrap(err, "writing clusters")
			}
			from = end
			record++
		}
	}
	if err == nil {
		err = out.Flush()
	}
	return fault.Wrap(err, "writing clusters")
}

// appendCSV appends a cell, quoted where it must be.
func appendCSV(dst, cell []byte) []byte {
	if len(cell) == 0 || cell[0] != ' ' && !bytes.ContainsAny(cell, "\",\r\n") {
		return append(dst, cell...)
	}
	dst = append(dst, '"')
	for _, c := range cell {
		if c == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, c)
	}
	return append(dst, '"')
}
