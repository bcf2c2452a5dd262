package path

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"continuum/internal/testkit"
	"continuum/record/resource"
)

// eachLine reads a file of JSON lines, gzipped.
func eachLine(t *testing.T, file string, visit func(line []byte)) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Skipf("no definitions: %v", err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		visit(lines.Bytes())
	}
}

func TestVectorsSearchParametersCompile(t *testing.T) {
	dir := testkit.Vectors(t, "record", "definitions")
	compiled := make(map[string]*Expression)
	eachLine(t, filepath.Join(dir, "search-parameters.jsonl.gz"), func(line []byte) {
		var p struct{ URL, Expression string }
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatal(err)
		}
		if p.Expression == "" {
			return
		}
		e, err := Compile(p.Expression, Options{Types: r4{}})
		if err != nil {
			t.Errorf("%s: %v", p.URL, err)
			return
		}
		compiled[p.URL] = e
	})
	t.Logf("%d search parameters compile", len(compiled))
	if len(compiled) == 0 {
		t.Fatal("no search parameter was seen")
	}
	runOverExamples(t, compiled)
}

// runOverExamples runs every expression over every example: all must end
// without failure, and most parameters of a type must find something.
func runOverExamples(t *testing.T, compiled map[string]*Expression) {
	t.Helper()
	dir := testkit.Vectors(t, "record", "fhirpath", "input")
	files, _ := filepath.Glob(filepath.Join(dir, "*.json"))
	found := 0
	for _, file := range files {
		input := readNode(t, file)
		for url, e := range compiled {
			err := e.Each(input, nil, func(Value) bool { found++; return true })
			if err != nil {
				t.Errorf("%s over %s: %v", url, filepath.Base(file), err)
			}
		}
	}
	t.Logf("%d values found in %d resources", found, len(files))
	if found == 0 {
		t.Error("no expression found anything")
	}
}

func TestVectorsInvariantsCompile(t *testing.T) {
	dir := testkit.Vectors(t, "record", "definitions")
	seen, invariants := make(map[string]bool), must("StructureDefinition.snapshot.element.constraint.expression")
	eachLine(t, filepath.Join(dir, "structure-definitions.jsonl.gz"), func(line []byte) {
		n, err := resource.Parse(append([]byte(nil), line...), resource.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		found, err := invariants.Eval(n, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range found {
			if text := v.String(); !seen[text] {
				seen[text] = true
				if _, err := Compile(text, Options{Types: r4{}}); err != nil {
					t.Errorf("%s: %v", text, err)
				}
			}
		}
	})
	t.Logf("%d invariants compile", len(seen))
}

func must(text string) *Expression {
	e, err := Compile(text, Options{Types: r4{}})
	if err != nil {
		panic(err)
	}
	return e
}
