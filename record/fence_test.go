package record

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"continuum/internal/testkit"
)

// TestEdgeAsksViews: what answers over FHIR reads the record by views alone. The
// methods of the record that see everything are for what the server does by itself.
func TestEdgeAsksViews(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(testkit.Root(), "fhir", "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	files, views := token.NewFileSet(), 0
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			method, is := n.(*ast.SelectorExpr)
			if !is {
				return true
			}
			of, is := method.X.(*ast.SelectorExpr)
			switch {
			case !is || of.Sel.Name != "record":
			case method.Sel.Name == "As":
				views++
			case slices.Contains([]string{"Search", "Included", "Read", "ReadVersion", "History", "Identified", "Pointing"}, method.Sel.Name):
				t.Errorf("%s: %s sees everything: ask a View", files.Position(n.Pos()), method.Sel.Name)
			}
			return true
		})
	}
	if views == 0 {
		t.Error("no view is asked for: the field is called otherwise than this test thinks")
	}
}
