package extract

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"continuum/internal/fault"
)

// A file may expand freely to bombFree bytes and beyond that to bombRatio times
// its stored size. Real extracts reach about 60:1; reading streams, so a file
// below the limit costs time only, never memory.
const (
	bombFree  = 64 << 20
	bombRatio = 200
)

// maxZstdWindow is the window of zstd -27 (--long); a larger one is refused.
const maxZstdWindow = 128 << 20

// tally reads the stored bytes, counting and hashing them on the way.
type tally struct {
	file  io.ReadCloser
	count atomic.Int64
	hash  hash.Hash
	err   error // why the disk gave no more, when that was not the end
}

func (t *tally) Read(p []byte) (int, error) {
	n, err := t.file.Read(p)
	t.count.Add(int64(n))
	t.hash.Write(p[:n])
	if err != nil && !errors.Is(err, io.EOF) {
		t.err = err
	}
	return n, err
}

// source is the decompressed stream of a file.
type source struct {
	path    string
	asGiven bool            // nobody declares its format; see Format.AsGiven
	ctx     context.Context // of the running Each: checked at every read
	raw     *tally
	size    int64  // -1: not known before the end
	what    string // what the file is called when it breaks off
	plain   io.Reader
	packed  bool
	given   int64  // decompressed bytes got so far
	stop    func() // ends the decompressor; may be called again
}

// tornError is a stream that broke off before its end.
type tornError struct {
	what string
	err  error
}

func (t *tornError) Error() string { return t.what + " broken off: " + t.err.Error() }
func (t *tornError) Unwrap() error { return t.err }

func openSource(path string) (*source, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		file.Close()
		return nil, cannotOpen(path, err)
	}
	return newSource(path, file, info.Size())
}

// newSource reads what is stored in a file or comes down a stream.
func newSource(path string, file io.ReadCloser, size int64) (*source, error) {
	s := &source{path: path, ctx: context.Background(), size: size, stop: func() {}}
	s.raw = &tally{file: file, hash: sha256.New()}
	if err := s.sniff(); err != nil {
		file.Close()
		return nil, (&File{src: s}).explain(s.verdict(err))
	}
	s.plain = guarded{s, s.plain}
	if s.packed {
		s.inflateAhead()
	}
	return s, nil
}

func cannotOpen(path string, err error) error {
	code := fault.Unavailable
	if errors.Is(err, os.ErrNotExist) {
		code = fault.NotFound
	}
	return &fault.Error{
		Code: code, File: path, Reason: "cannot open the file", Err: err,
		Fix: "check that it is there and that it may be read",
	}
}

// sniff chooses the decompressor by the first bytes, whatever the file is called.
func (s *source) sniff() (err error) {
	in := bufio.NewReaderSize(s.raw, 256<<10)
	head, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	s.packed = true
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		s.what = "the gzip file"
		s.plain, err = gzip.NewReader(in)
	case bytes.HasPrefix(head, []byte("BZh")):
		s.what = "the bzip2 file"
		s.plain = bzip2.NewReader(in)
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		s.what = "the zstd file"
		err = s.openZstd(in)
	default:
		s.plain, s.packed, s.what, err = in, false, "the file", nil
	}
	return err
}

func (s *source) openZstd(in io.Reader) error {
	d, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1),
		zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
	if err == nil {
		s.plain, s.stop = d, d.Close
	}
	return err
}

// Read gives decompressed bytes.
func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.plain.Read(p)
}

// guarded tells apart the errors of a stream: a failing disk, damage, or a
// decompression bomb.
type guarded struct {
	src *source
	r   io.Reader
}

func (g guarded) Read(p []byte) (int, error) {
	s := g.src
	n, err := g.r.Read(p)
	s.given += int64(n)
	if s.packed && s.given > bombFree && s.given > bombRatio*s.raw.count.Load() {
		return 0, s.bomb()
	}
	return n, s.verdict(err)
}

func (s *source) verdict(err error) error {
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return err
	case s.raw.err != nil:
		return &fault.Error{Code: fault.Unavailable, File: s.path, Reason: "cannot read the file", Err: s.raw.err}
	case s.packed:
		return &tornError{s.what, err}
	}
	return err
}

func (s *source) bomb() error {
	return &fault.Error{
		Code: fault.Invalid, File: s.path, Reason: s.what + " expands to more than 200 times its size, as a decompression bomb does",
		Fix: s.fix("look at the file; if it is sound, decompress it before the build", "look at the file; if it is sound, give it decompressed"),
	}
}

// fix is how a fault is to be mended: by whoever declares the format of a file, or
// else in the file.
func (s *source) fix(declared, asGiven string) string {
	if s.asGiven {
		return asGiven
	}
	return declared
}

func (s *source) inflateAhead() {
	a, stop := readAhead(s.plain), s.stop
	s.plain = a
	s.stop = sync.OnceFunc(func() {
		a.stop()
		stop()
	})
}

// digest reads what is left of the stored bytes and gives the hash of them all.
func (s *source) digest() (string, error) {
	s.stop()
	_, err := io.Copy(io.Discard, s.raw)
	if err == nil && s.size >= 0 && s.raw.count.Load() != s.size {
		return "", &fault.Error{
			Code: fault.Conflict, File: s.path, Reason: "the file changed while it was read",
			Fix: "run again when it has wholly arrived",
		}
	}
	return fmt.Sprintf("%x", s.raw.hash.Sum(nil)), s.verdict(err)
}

// Close stops the decompressor and closes the file.
func (s *source) Close() error {
	s.stop()
	return s.raw.file.Close()
}
