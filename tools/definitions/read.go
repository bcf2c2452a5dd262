package main

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

const (
	structures = "http://hl7.org/fhir/StructureDefinition/"
	valueSets  = "http://hl7.org/fhir/ValueSet/"
	parameters = "http://hl7.org/fhir/SearchParameter/"
)

// readLines reads a gzipped file of one JSON value a line.
func readLines[T any](folder, name string) ([]T, error) {
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var all []T
	for d := json.NewDecoder(z); ; {
		var one T
		switch err := d.Decode(&one); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("%s, value %d: %w", name, len(all)+1, err)
		}
		all = append(all, one)
	}
}

// short takes the usual beginning and the version off an address.
func short(url, prefix string) string {
	url, _, _ = strings.Cut(url, "|")
	return strings.TrimPrefix(url, prefix)
}
