package main

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"continuum/internal/fault"
	"continuum/internal/progress"
)

// longestHead bounds what is read into memory of a backup.
const longestHead = 16 << 20

// backupReading is one backup being read from its beginning to its end.
type backupReading struct {
	ctx    context.Context
	path   string
	disk   *os.File
	failed error // of the disk
	z      *zstd.Decoder
	tar    *tar.Reader
	head   backupHead
	sums   []backupPart // as read
	done   int64
	report func(done int64)
}

// openBackup reads what a backup says it holds.
func openBackup(ctx context.Context, path, stage string, p progress.Func) (*backupReading, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &fault.Error{Code: fault.NotFound, File: path, Reason: "cannot be read", Err: bare(err), Fix: "name a file that `continuum backup` wrote, whole and unchanged"}
	}
	r := &backupReading{ctx: ctx, path: path, disk: f}
	r.report = func(done int64) { p.Report(stage, min(done, r.head.total()), max(r.head.total(), 1)) }
	if r.z, err = zstd.NewReader(r.fromDisk(), zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(1<<28)); err == nil {
		r.tar = tar.NewReader(r.z)
		err = r.first()
	}
	if err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *backupReading) close() {
	if r.z != nil {
		r.z.Close()
	}
	_ = r.disk.Close()
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

// fromDisk tells the disk's failures from damage.
func (r *backupReading) fromDisk() io.Reader {
	return readerFunc(func(b []byte) (int, error) {
		if err := r.ctx.Err(); err != nil {
			r.failed = err
			return 0, err
		}
		n, err := r.disk.Read(b)
		if err != nil && !errors.Is(err, io.EOF) {
			r.failed = &fault.Error{Code: fault.Unavailable, File: r.path, Reason: "cannot be read", Err: bare(err), Fix: "see that the disk is sound"}
		}
		return n, err
	})
}

// first reads backup.json.
func (r *backupReading) first() error {
	h, err := r.tar.Next()
	if err != nil || h.Name != headPart {
		return r.foreign(err)
	}
	text, err := r.text(h)
	if err != nil {
		return err
	}
	var family struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(text, &family); err != nil || !strings.HasPrefix(family.Format, backupFamily) {
		return r.foreign(err)
	}
	if family.Format != backupFormat {
		return &fault.Error{Code: fault.Conflict, File: r.path, Value: family.Format, Reason: "a newer release wrote this backup", Fix: "restore it with that release"}
	}
	if err := json.Unmarshal(text, &r.head); err != nil {
		return r.damaged(err)
	}
	return fault.Wrap(r.head.check(), "%s", r.path)
}

// each gives the parts in order and sees at the end that all came, and as they were
// written. A part that is not read to its end is read on for its checksum.
func (r *backupReading) each(take func(name string, from io.Reader) error) error {
	for _, want := range r.head.Parts {
		h, err := r.tar.Next()
		if err != nil {
			return r.damaged(err)
		}
		if h.Typeflag != tar.TypeReg || h.Name != want.Name || h.Size != want.Bytes {
			return r.damaged(errors.New("its parts are not those it lists"))
		}
		p := &partReading{of: r, sum: sha256.New()}
		err = take(want.Name, p)
		if p.err == nil && err == nil {
			_, err = io.Copy(io.Discard, p)
		}
		if p.err != nil {
			return r.damaged(p.err)
		}
		if err != nil {
			return err
		}
		r.sums = append(r.sums, backupPart{want.Name, want.Bytes, hex.EncodeToString(p.sum.Sum(nil))})
	}
	return r.last()
}

// last reads checksums.json and sees that nothing follows.
func (r *backupReading) last() error {
	h, err := r.tar.Next()
	if err != nil || h.Name != sumsPart {
		return r.damaged(err)
	}
	read := r.sums // text adds checksums.json itself
	text, err := r.text(h)
	if err != nil {
		return err
	}
	var want []backupPart
	if err := json.Unmarshal(text, &want); err != nil {
		return r.damaged(err)
	}
	if !slices.Equal(want, read) {
		return r.damaged(errors.New("a checksum differs"))
	}
	if _, err := r.tar.Next(); !errors.Is(err, io.EOF) {
		return r.damaged(errors.New("it goes on after its end"))
	}
	if n, err := io.Copy(io.Discard, r.z); err != nil || n > 0 {
		return r.damaged(err)
	}
	r.report(r.head.total())
	return nil
}

// text reads a part into memory and notes its checksum.
func (r *backupReading) text(h *tar.Header) ([]byte, error) {
	if h.Size > longestHead {
		return nil, r.damaged(errors.New("what it says of itself is too long"))
	}
	text, err := io.ReadAll(r.tar)
	if err != nil {
		return nil, r.damaged(err)
	}
	sum := sha256.Sum256(text)
	r.sums = append(r.sums, backupPart{h.Name, h.Size, hex.EncodeToString(sum[:])})
	return bytes.TrimSpace(text), nil
}

// partReading is one part being read.
type partReading struct {
	of  *backupReading
	sum hash.Hash
	err error
}

// Read reads some of it.
func (p *partReading) Read(b []byte) (int, error) {
	n, err := p.of.tar.Read(b)
	p.sum.Write(b[:n])
	p.of.done += int64(n)
	p.of.report(p.of.done)
	if err != nil && !errors.Is(err, io.EOF) {
		p.err = err
	}
	return n, err
}

// foreign says that a file is no backup.
func (r *backupReading) foreign(err error) error {
	if r.failed != nil {
		return r.failed
	}
	return &fault.Error{Code: fault.Invalid, File: r.path, Reason: "is no backup of continuum, or its beginning is damaged", Err: err, Fix: "name a file that `continuum backup` wrote, whole and unchanged"}
}

func (r *backupReading) damaged(err error) error {
	if r.failed != nil {
		return r.failed
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return &fault.Error{Code: fault.Invalid, File: r.path, Reason: "the backup is damaged or not whole", Err: err, Fix: "use another backup, whole and unchanged"}
}
