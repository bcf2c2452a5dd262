package source

import (
	"crypto/sha256"
	"encoding/hex"
	"io"

	"continuum/internal/fault"
)

func digest(r io.Reader) (sum string, size int64, err error) {
	h := sha256.New()
	size, err = io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil)), size, fault.Wrap(err, "reading the file")
}
