package check

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"continuum/internal/testkit"
	"continuum/record/definition"
	"continuum/record/resource"
)

func parse(t testing.TB, text []byte) resource.Node {
	t.Helper()
	n, err := resource.Parse(text, resource.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func files(t testing.TB, pattern ...string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(testkit.Vectors(t, "record"), filepath.Join(pattern...)))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// lines visits the lines of a packed file.
func lines(t testing.TB, path string, visit func(line []byte)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	s := bufio.NewScanner(in)
	s.Buffer(nil, 64<<20)
	for s.Scan() {
		visit(append([]byte(nil), s.Bytes()...))
	}
	if s.Err() != nil {
		t.Fatal(s.Err())
	}
}

var indexes = regexp.MustCompile(`\[[0-9x]*\]`)

// above tells whether a problem lies at a path or above it, indexes aside.
func above(p Problem, path string) bool {
	got, want := indexes.ReplaceAllString(p.Path, ""), indexes.ReplaceAllString(path, "")
	return got == want || strings.HasPrefix(want, got+".")
}

// invariant is the kind of a mutation that breaks a FHIRPath rule.
var invariant = regexp.MustCompile(`^[a-z]+-[0-9]+[a-z]?( |/|$)`)

// TestVectorsMutations: no sound resource is refused, and every defect that is
// not one of invariants is told at its place or above.
func TestVectorsMutations(t *testing.T) {
	sound, caught, left := 0, 0, map[string]int{}
	for _, path := range files(t, "validation", "mutations*.jsonl.gz") {
		lines(t, path, func(line []byte) {
			m := parse(t, line)
			problems := Resource(m.Get("resource"))
			found := false
			for _, p := range problems {
				found = found || p.Severity == definition.Error && above(p, m.Get("path").Text())
			}
			switch kind := m.Get("kind").Text(); {
			case m.Get("valid").Bool() && Refused(problems):
				t.Errorf("%s is sound: %v", m.Get("id").Text(), problems)
			case m.Get("valid").Bool():
				sound++
			case found:
				caught++
			case invariant.MatchString(kind):
				left[kind]++
			default:
				t.Errorf("%s %s at %s: %v", m.Get("id").Text(), m.Get("rule").Text(), m.Get("path").Text(), problems)
			}
		})
	}
	t.Logf("%d sound ones passed, %d defects were caught, left to the invariants: %v", sound, caught, left)
}

// TestVectorsExamples: the official examples are sound.
func TestVectorsExamples(t *testing.T) {
	count := 0
	for _, path := range files(t, "examples", "*.tar.gz") {
		testkit.Packed(t, path, func(name string, text []byte) {
			count++
			problems := Resource(parse(t, text))
			if Refused(problems) {
				t.Errorf("%s: %v", name, problems)
			} else if len(problems) > 0 {
				t.Logf("%s, taken with warnings: %v", name, problems)
			}
		})
	}
	t.Logf("%d examples", count)
}

// TestVectorsValidator holds the check against the outcomes of HL7's validator:
// what that takes is not refused here. What it refuses may need invariants,
// profiles or terminology, so those that pass here are told only.
func TestVectorsValidator(t *testing.T) {
	outcomes := map[string]resource.Node{}
	for _, path := range files(t, "validation", "cases.jsonl") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(text) {
			c := parse(t, line)
			outcomes[c.Get("file").Text()] = c
		}
	}
	sound, caught, left := 0, 0, []string{}
	for _, path := range files(t, "validation", "*.tar.gz") {
		testkit.Packed(t, path, func(name string, text []byte) {
			name = filepath.Base(name)
			c := outcomes[name]
			n, err := resource.Parse(text, resource.Limits{})
			problems := Resource(n)
			switch refused := err != nil || Refused(problems); {
			case c.Missing():
			case c.Get("valid").Bool() && refused:
				t.Errorf("%s is sound: %v %v", name, err, problems)
			case c.Get("valid").Bool():
				sound++
			case refused:
				caught++
			default:
				left = append(left, name+" "+c.Get("errors").First().Get("hapiMessage").Text())
			}
		})
	}
	t.Logf("%d sound ones passed, %d were refused, left to invariants, profiles and terminology:\n%s", sound, caught, strings.Join(left, "\n"))
}

// TestVectorsSynthea: the bundles of synthetic people are sound.
func TestVectorsSynthea(t *testing.T) {
	var count atomic.Int64
	t.Run("bundles", func(t *testing.T) {
		for _, path := range files(t, "synthea", "*.json.bz2") {
			t.Run(filepath.Base(path), func(t *testing.T) {
				t.Parallel()
				testkit.Packed(t, path, func(_ string, text []byte) {
					n := parse(t, text)
					count.Add(int64(n.Get("entry").Len()))
					for _, p := range Resource(n) {
						t.Error(p)
					}
				})
			})
		}
	})
	t.Logf("%d resources", count.Load())
}
