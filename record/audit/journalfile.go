package audit

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"continuum/internal/fault"
)

// A journal's file has its full size from the beginning and is written round and round:
// nothing of the file system changes when a record is written, which then takes one
// wait for the disk. It begins with
//
//	continuum audit journal 1
//	NAME
//
// and has records from journalHead on: a number, the length of the body, a CRC-32C of
// both and the body, and the body. Numbers go up one by one; where they do not, or the
// sum is wrong, lies what was written in the round before, or was not written whole.
const (
	journalMagic  = "continuum audit journal 1\n"
	journalName   = 26 // letters of a name
	journalHead   = 4096
	journalSize   = 16 << 20
	journalRecord = 16 // bytes before a body
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// journalFile is a journal on disk; one goroutine writes it at a time.
type journalFile struct {
	f       *os.File
	name    string
	at      int64 // where the next record goes
	number  int64 // of the last one
	scratch []byte
}

// openJournalFile opens a journal, which it makes where there is none.
func openJournalFile(path string) (*journalFile, error) {
	f, err := openSynced(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeJournalFile(path); err == nil {
			f, err = openSynced(path)
		}
	}
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, File: path, Reason: "the journal of the audit cannot be opened", Err: err, Fix: "give a folder that can be written"}
	}
	j := &journalFile{f: f, at: journalHead}
	all, err := os.ReadFile(path)
	if err != nil || len(all) != journalSize || !bytes.HasPrefix(all, []byte(journalMagic)) {
		_ = f.Close() // nothing was written
		return nil, &fault.Error{Code: fault.Invalid, File: path, Reason: "this is no journal of the audit", Err: err, Fix: "move the file away; what it may hold of reads is then not in the audit"}
	}
	j.name = string(all[len(journalMagic):][:journalName])
	return j, nil
}

// openSynced opens a file so that what is written is on disk when the write returns.
func openSynced(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|syscall.O_DSYNC, 0)
}

// makeJournalFile makes a whole one, or none.
func makeJournalFile(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	all := make([]byte, journalSize)
	copy(all, journalMagic+rand.Text()[:journalName])
	_, err = f.Write(all)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}

// records gives all records of the last round in their order, and lets the next follow.
func (j *journalFile) records(each func(number int64, body []byte) error) error {
	all, err := os.ReadFile(j.f.Name())
	if err != nil || len(all) != journalSize {
		return fault.New(fault.Invalid, "the journal of the audit cannot be read: %v, %d bytes", err, len(all))
	}
	for {
		number, body, ok := recordAt(all[j.at:])
		if !ok || j.at > journalHead && number != j.number+1 {
			return nil
		}
		if err := each(number, body); err != nil {
			return fault.Wrap(err, "reading record %d of the journal of the audit", number)
		}
		j.at, j.number = j.at+journalRecord+int64(len(body)), number
	}
}

// recordAt reads the record with which some bytes begin.
func recordAt(b []byte) (number int64, body []byte, ok bool) {
	if len(b) < journalRecord {
		return 0, nil, false
	}
	n := int64(binary.LittleEndian.Uint32(b[8:]))
	if n == 0 || n > int64(len(b)-journalRecord) {
		return 0, nil, false
	}
	body = b[journalRecord : journalRecord+n]
	sum := crc32.Update(crc32.Checksum(b[:12], castagnoli), castagnoli, body)
	return int64(binary.LittleEndian.Uint64(b)), body, sum == binary.LittleEndian.Uint32(b[12:])
}

// fits tells whether there is room for a record.
func (j *journalFile) fits(body []byte) bool {
	return j.at+journalRecord+int64(len(body)) <= journalSize
}

// rewind lets the next record be the first of another round. All before must be in the
// log.
func (j *journalFile) rewind() { j.at = journalHead }

// append writes a record, which is on disk then, and gives its number.
func (j *journalFile) append(body []byte) (number int64, err error) {
	b := binary.LittleEndian.AppendUint64(j.scratch[:0], uint64(j.number+1))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(body)))
	sum := crc32.Update(crc32.Checksum(b, castagnoli), castagnoli, body)
	b = append(binary.LittleEndian.AppendUint32(b, sum), body...)
	j.scratch = b
	if _, err := j.f.WriteAt(b, j.at); err != nil {
		return 0, &fault.Error{Code: fault.Unavailable, File: j.f.Name(), Reason: "the journal of the audit cannot be written", Err: err, Fix: "look at the disk"}
	}
	j.at, j.number = j.at+int64(len(b)), j.number+1
	return j.number, nil
}
