package source

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"

	"continuum/internal/fault"
)

// hashFile gives a file's SHA-256 and size.
func hashFile(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be read", Err: err}
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, fault.Wrap(err, "reading the file")
}
