//go:build !linux

package link

// vast makes a slice; see vast_linux.go.
func vast[T any](n int) []T { return make([]T, n) }
