package house

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// order is the story of the tree: a package imports only what stands before it.
var order = []string{"place", "source", "link", "warehouse", "record", "access", "target", "plan", "fund", "measure", "evaluate", "fhir", "mllp", "web", "cmd"}

// beside are packages that import none of the story; edges show it to others. Only
// cmd imports either.
var (
	beside = []string{"synth", "places"}
	edges  = []string{"fhir", "mllp", "web"}
)

const longest = 600 // lines of a file

func eachFile(t *testing.T, visit func(path string, data []byte)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "node_modules" || name == "testdata" || name == "dist" || strings.HasPrefix(name, ".") && path != root) {
			return fs.SkipDir
		}
		if d.IsDir() || !slices.Contains([]string{".go", ".templ", ".js", ".mjs", ".css"}, filepath.Ext(name)) || strings.HasSuffix(name, "_templ.go") {
			return nil
		}
		data, err := os.ReadFile(path)
		if err == nil {
			visit(strings.TrimPrefix(filepath.ToSlash(path), root+"/"), data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func eachGo(t *testing.T, visit func(path string, f *ast.File)) {
	t.Helper()
	eachFile(t, func(path string, data []byte) {
		if !strings.HasSuffix(path, ".go") {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, data, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		visit(path, f)
	})
}

func top(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}

func TestImportsFollowTheStory(t *testing.T) {
	seen := 0
	eachGo(t, func(path string, f *ast.File) {
		from := top(path)
		for _, spec := range f.Imports {
			to, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), "continuum/")
			if !ours || top(to) == from || top(to) == "internal" || top(to) == "store" || strings.HasSuffix(path, "_test.go") {
				continue
			}
			seen++
			switch {
			case from == "internal" || from == "store":
				t.Errorf("%s: the base may be imported by all and imports none of them (%s)", path, to)
			case from == "cmd":
			case slices.Contains(beside, top(to)), slices.Contains(edges, top(to)):
				t.Errorf("%s: only cmd imports %s", path, to)
			case slices.Contains(beside, from):
				t.Errorf("%s: %s stands beside the story and imports none of it (%s)", path, from, to)
			case slices.Index(order, top(to)) < 0 || slices.Index(order, top(to)) >= slices.Index(order, from):
				t.Errorf("%s: %s stands after %s", path, to, from)
			}
		}
	})
	if seen == 0 {
		t.Fatal("no import was seen")
	}
}

func TestFilesAreShort(t *testing.T) {
	var lengths []int
	eachFile(t, func(path string, data []byte) {
		n := bytes.Count(data, []byte("\n"))
		if n > longest {
			t.Errorf("%s has %d lines; %d is the most", path, n, longest)
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			lengths = append(lengths, n)
		}
	})
	slices.Sort(lengths)
	if median := lengths[len(lengths)/2]; median > 150 {
		t.Errorf("the median file has %d lines; 150 is the most", median)
	}
}

func TestEveryPackageSaysWhy(t *testing.T) {
	said := map[string]bool{}
	eachGo(t, func(path string, f *ast.File) {
		dir := filepath.Dir(path)
		said[dir] = said[dir] || f.Doc != nil && len(f.Doc.Text()) > 60
	})
	for dir, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment that says why it exists", dir)
		}
	}
}

// TestLogsHoldNoPersonalData: domain packages do not log at all, and what the
// edges log never takes a person's fields.
func TestLogsHoldNoPersonalData(t *testing.T) {
	mayLog := append([]string{"cmd"}, edges...)
	eachGo(t, func(path string, f *ast.File) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		for _, spec := range f.Imports {
			name := strings.Trim(spec.Path.Value, `"`)
			if (name == "log" || name == "log/slog") && !slices.Contains(mayLog, top(path)) {
				t.Errorf("%s logs; domain packages return errors and logs belong to the edges", path)
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if ok && isLog(call) {
				for _, arg := range call.Args {
					checkLogged(t, path, arg)
				}
			}
			return true
		})
	})
}

// isLog finds calls on anything named after a log: slog.Info, logger.Error, o.Logger.LogAttrs.
func isLog(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	name := ""
	switch x := sel.X.(type) {
	case *ast.Ident:
		name = x.Name
	case *ast.SelectorExpr:
		name = x.Sel.Name
	}
	return strings.Contains(strings.ToLower(name), "log")
}

// personal are selectors whose value is somebody's.
var personal = []string{"GivenName", "FamilyName", "NHSNumber", "BirthDate", "Postcode", "Address", "Phone", "Email", "RawQuery", "RequestURI"}

func checkLogged(t *testing.T, path string, arg ast.Expr) {
	t.Helper()
	ast.Inspect(arg, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && slices.Contains(personal, sel.Sel.Name) {
			t.Errorf("%s logs %s", path, sel.Sel.Name)
		}
		return true
	})
}
