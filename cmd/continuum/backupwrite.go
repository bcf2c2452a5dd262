package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"

	"continuum/internal/fault"
	"continuum/store"
	"continuum/warehouse"
)

// backupWriting is one backup being written.
type backupWriting struct {
	app      *app
	out      *backupFile
	head     backupHead
	dumpFile *os.File // the database, before it goes into the archive
	dumped   int64

	disk *diskFile
	tar  *tar.Writer
	sums []backupPart
	done int64
}

const (
	stageRecord = "copying the database"
	stageBackup = "writing the backup"
)

// dump copies the database into a file without a name: an archive wants to know how
// long each of its parts is.
func (w *backupWriting) dump(url string) error {
	if url == "" {
		return nil
	}
	db, err := store.OpenAsIs(w.app.ctx, url, recordSchemas()...)
	if err != nil {
		return err
	}
	defer db.Close()
	if w.dumpFile, err = spool(w.out.path); err != nil {
		return err
	}
	disk := &diskFile{File: w.dumpFile}
	report := w.app.bars.report()
	sum, err := db.Dump(w.app.ctx, &countingWriter{Writer: disk, each: func(n int64) error {
		report.Report(stageRecord, n, 0)
		return w.app.ctx.Err()
	}})
	if err != nil {
		return disk.fault(w.out.path, err)
	}
	w.head.Record = recordOf(sum)
	w.dumped, err = w.dumpFile.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = w.dumpFile.Seek(0, io.SeekStart)
	}
	report.Report(stageRecord, max(w.dumped, 1), max(w.dumped, 1))
	return fault.Wrap(err, "copying the database")
}

// write writes the archive.
func (w *backupWriting) write(parts []warehouse.Part) error {
	if w.dumpFile != nil {
		defer w.dumpFile.Close()
		parts = append([]warehouse.Part{{Name: recordPart, Size: w.dumped, Reader: w.dumpFile}}, parts...)
	}
	for _, p := range parts {
		w.head.Parts = append(w.head.Parts, backupPart{Name: p.Name, Bytes: p.Size})
	}
	w.disk = &diskFile{File: w.out.File}
	z, err := zstd.NewWriter(w.disk, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(true))
	if err != nil {
		return fault.Wrap(err, "writing the backup")
	}
	w.tar = tar.NewWriter(z)
	err = w.parts(parts)
	if err == nil {
		err = w.tar.Close()
	}
	err = errors.Join(err, z.Close())
	return w.disk.fault(w.out.path, err)
}

func (w *backupWriting) parts(parts []warehouse.Part) error {
	if err := w.json(headPart, w.head); err != nil {
		return err
	}
	for _, p := range parts {
		if err := w.part(p); err != nil {
			return err
		}
	}
	return w.json(sumsPart, w.sums)
}

func (w *backupWriting) json(name string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fault.Wrap(err, "writing the backup")
	}
	text = append(text, '\n')
	return w.part(warehouse.Part{Name: name, Size: int64(len(text)), Reader: bytes.NewReader(text)})
}

// part writes one file and notes its checksum.
func (w *backupWriting) part(p warehouse.Part) error {
	h := tar.Header{Name: p.Name, Size: p.Size, Mode: 0o600, ModTime: w.head.Made, Format: tar.FormatUnknown}
	if err := w.tar.WriteHeader(&h); err != nil {
		return err
	}
	sum, report, before := sha256.New(), w.app.bars.report(), w.done
	out := &countingWriter{Writer: io.MultiWriter(w.tar, sum), each: func(n int64) error {
		w.done = before + n
		report.Report(stageBackup, min(w.done, w.head.total()-1), w.head.total())
		return w.app.ctx.Err()
	}}
	n, err := io.Copy(out, io.LimitReader(p.Reader, p.Size))
	if err != nil {
		return err
	}
	if n != p.Size {
		return &fault.Error{Code: fault.Unavailable, File: p.Name, Reason: "became shorter while it was read", Fix: "run `continuum verify` on the place"}
	}
	w.sums = append(w.sums, backupPart{p.Name, p.Size, hex.EncodeToString(sum.Sum(nil))})
	if p.Name == sumsPart {
		report.Report(stageBackup, w.head.total(), w.head.total())
	}
	return nil
}

// countingWriter tells how many bytes have passed; an error of each stops it.
type countingWriter struct {
	io.Writer
	n    int64
	each func(n int64) error
}

// Write passes bytes on.
func (c *countingWriter) Write(b []byte) (int, error) {
	n, err := c.Writer.Write(b)
	c.n += int64(n)
	if err == nil {
		err = c.each(c.n)
	}
	return n, err
}

// said tells a person what a backup holds.
func (h *backupHead) said() string {
	builds := fmt.Sprintf("build %s of %d people", h.Live, h.people())
	if n := len(h.Builds); n > 1 {
		builds = fmt.Sprintf("%d builds, the live one %s of %d people", n, h.Live, h.people())
	}
	if n := h.models(); n > 0 {
		builds += ", " + several(n, "model")
	}
	if h.Record == nil {
		return builds + " and no database"
	}
	return fmt.Sprintf("%s, and the database with %d rows as of %s", builds, h.Record.records(), h.Record.Made.Local().Format("02-Jan-2006 15:04:05"))
}

func (h *backupHead) people() int64 {
	for _, b := range h.Builds {
		if b.ID == h.Live {
			return b.People
		}
	}
	return 0
}

// bytesText is a size for people.
func bytesText(n int64) string {
	for _, unit := range []struct {
		name string
		size int64
	}{{"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}} {
		if n >= unit.size {
			return fmt.Sprintf("%.1f %s", float64(n)/float64(unit.size), unit.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
