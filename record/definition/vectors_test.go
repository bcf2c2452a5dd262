package definition

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"continuum/internal/testkit"
)

// source is one line of a file of definitions.
func source[T any](t *testing.T, name string, visit func(T)) {
	t.Helper()
	f, err := os.Open(filepath.Join(testkit.Vectors(t, "record", "definitions"), name))
	if err != nil {
		t.Skipf("no %s", name)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var one T
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		visit(one)
	}
	if lines.Err() != nil {
		t.Fatal(lines.Err())
	}
}

type published struct {
	ID, Kind, Derivation string
	Snapshot             struct {
		Element []struct {
			Path                  string
			Min                   int
			Max                   string
			IsSummary, IsModifier bool
			Type                  []struct{ Code string }
			Binding               struct{ Strength string }
			Constraint            []struct{ Key, Expression string }
		}
	}
}

// TestVectorsElements reads the definitions anew and finds every element of R4
// in the tables as it is published.
func TestVectorsElements(t *testing.T) {
	same, absent := 0, 0
	source(t, "structure-definitions.jsonl.gz", func(s published) {
		if s.Derivation == "constraint" || s.Kind == "logical" || s.Kind == "primitive-type" || TypeOf(s.ID) == nil {
			return
		}
		for _, p := range s.Snapshot.Element[1:] {
			dot := strings.LastIndexByte(p.Path, '.')
			owner, name := TypeOf(p.Path[:dot]), strings.TrimSuffix(p.Path[dot+1:], "[x]")
			if owner == nil || owner.Element(name) == nil {
				absent++ // what the packaging added to R4
				continue
			}
			e := owner.Element(name)
			if strings.HasPrefix(p.Path, "EvidenceVariable.characteristic") {
				continue // of R5 in the source
			}
			most := strconv.Itoa(e.Max)
			if e.Max == Many {
				most = "*"
			}
			if e.Min != p.Min || most != p.Max || e.Summary != p.IsSummary || e.Modifier != p.IsModifier || e.Choice != strings.HasSuffix(p.Path, "[x]") {
				t.Errorf("%s: %+v", p.Path, e)
			}
			for i, typ := range p.Type {
				if got := e.Types[i].Type; got.Name != typ.Code && !strings.Contains(typ.Code, "System.") && got.Base.Name != typ.Code {
					t.Errorf("%s: type %s, not %s", p.Path, got.Name, typ.Code)
				}
			}
			if (e.Binding != nil && e.Binding.Strength == Required) != (p.Binding.Strength == "required") {
				t.Errorf("%s: binding %+v", p.Path, e.Binding)
			}
			for _, c := range p.Constraint {
				if !holds(e, c.Key) {
					t.Errorf("%s: constraint %s is lost", p.Path, c.Key)
				}
			}
			same++
		}
	})
	t.Logf("%d elements as published; %d in the source are not of R4", same, absent)
}

// holds tells whether an element has a constraint, by itself or by its types.
func holds(e *Element, key string) bool {
	all := e.Constraints
	for i := range e.Types {
		for typ := e.Types[i].Type; typ != nil; typ = typ.Base {
			all = append(all[:len(all):len(all)], typ.Constraints...)
		}
		if p := e.Types[i].Profile; p != nil {
			all = append(all[:len(all):len(all)], p.Constraints...)
		}
	}
	for _, c := range all {
		if c.Key == key {
			return true
		}
	}
	return key == "ele-1" // of Element, which a resource within a resource is not
}

// TestVectorsSearchParameters finds every search parameter in the tables.
func TestVectorsSearchParameters(t *testing.T) {
	found := 0
	source(t, "search-parameters.jsonl.gz", func(s struct {
		URL, Code, Type, Expression string
		Base, Target                []string
		Component                   []struct{ Definition, Expression string }
	},
	) {
		for _, base := range s.Base {
			p := TypeOf(base).Parameter(s.Code)
			if p == nil && strings.HasPrefix(s.Expression, "DeviceDefinition.classification") {
				continue // not of R4
			}
			if p == nil || p.URL() != s.URL || string(p.Kind) != s.Type || p.Expression != s.Expression || len(p.Targets) != len(s.Target) || len(p.Components) != len(s.Component) {
				t.Errorf("%s of %s: %+v", s.Code, base, p)
				continue
			}
			for i, c := range s.Component {
				if p.Components[i].Parameter.URL() != c.Definition || p.Components[i].Expression != c.Expression {
					t.Errorf("%s: component %d: %+v", s.URL, i, p.Components[i])
				}
			}
			found++
		}
	})
	t.Logf("%d parameters of types", found)
}
