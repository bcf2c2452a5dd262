// Package testkit is what tests of several packages share: where the
// conformance vectors lie, and real programs started for a test and ended with it.
package testkit

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Root is the root of the source tree.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Vectors is one folder of the conformance vectors: CONTINUUM_VECTORS, or
// ../shared/data beside the tree. The test is skipped, and says so, where it is absent.
func Vectors(t testing.TB, parts ...string) string {
	t.Helper()
	base := os.Getenv("CONTINUUM_VECTORS")
	if base == "" {
		base = filepath.Join(Root(), "..", "shared", "data")
	}
	dir := filepath.Join(append([]string{base}, parts...)...)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no conformance vectors in %s", filepath.Join(parts...))
	}
	return dir
}
