package table

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"continuum/internal/fault"
)

// digest is the SHA-256 of all that is read.
func digest(ctx context.Context, in io.Reader) (string, error) {
	sum := sha256.New()
	buf := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := in.Read(buf)
		sum.Write(buf[:n])
		switch {
		case err == io.EOF:
			return hex.EncodeToString(sum.Sum(nil)), nil
		case err != nil:
			return "", fault.Wrap(err, "reading the file's bytes")
		}
	}
}
