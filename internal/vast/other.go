//go:build !linux

package vast

// Available is 0: how much memory there is cannot be told here.
func Available() int64 { return 0 }

func onLargePages([]byte) {}

func mapFile(string, int) []byte { return nil }

func unmap([]byte) {}

func letGo([]byte) {}

func resident() int64 { return 0 }
