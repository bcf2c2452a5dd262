package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"continuum/internal/fault"
)

// A kept linkage is a folder with the files of any other and two more: what is
// needed to go on, and what became of people's ids.
const (
	stateName    = "records.state"
	journalName  = "identity.journal"
	clustersName = "clusters.csv"
	modelName    = "model.json"
	configName   = "link.yaml"
)

// records.state is a line of JSON, the records as the linker saved them, their
// keys, their people, and a footer. The line stays readable whatever the version
// of the rest.
type stateMeta struct {
	Format  string `json:"format"` // stateFormat
	Version int    `json:"version"`
	Build   string `json:"build"`            // as the journal knows it
	ID      string `json:"id"`               // column that names a record
	Source  string `json:"source,omitempty"` // column that names its partner
}

const (
	stateFormat  = "continuum linked records"
	stateVersion = 1
	longestMeta  = 1 << 12
)

// stateFooter says where the parts begin. Sum is of the keys and people; the
// records have their own.
type stateFooter struct {
	Keys, People uint64
	Records      uint64
	Sum          uint32
	Magic        [8]byte
}

var (
	stateEnd   = [8]byte{'C', 'T', 'M', 'K', 'E', 'P', 'T', '1'}
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

// stateFile is a records.state as it was left.
type stateFile struct {
	meta stateMeta
	file *os.File
	at   int64 // of the records
	foot stateFooter
}

func againWithKeep(dir string) string {
	return "link all files again with --keep --out " + dir + "; people keep their ids"
}

// openState opens a folder's records.state and checks it. A file of this format
// that is damaged or of another version is returned with the error: its meta can
// be believed.
func openState(dir string) (*stateFile, error) {
	path := filepath.Join(dir, stateName)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &fault.Error{Code: fault.NotFound, File: dir, Reason: "holds no linkage that was kept: there is no " + stateName, Fix: "link with --keep once"}
	}
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be read", Err: err}
	}
	s := &stateFile{file: f}
	if err := s.begin(); err != nil {
		_ = f.Close()
		return nil, &fault.Error{Code: fault.Invalid, File: path, Reason: "not what a linkage kept", Err: err, Fix: "restore the folder from a backup; without one remove " + stateName + " and " + journalName + " and link all files again with --keep: people get new ids"}
	}
	if s.meta.Version != stateVersion {
		return s, &fault.Error{Code: fault.Invalid, File: path, Reason: "kept by another version of continuum", Fix: againWithKeep(dir)}
	}
	if err := s.check(); err != nil {
		return s, &fault.Error{Code: fault.Invalid, File: path, Reason: "damaged", Err: err, Fix: againWithKeep(dir)}
	}
	return s, nil
}

// begin reads the first line.
func (s *stateFile) begin() error {
	start := make([]byte, longestMeta)
	n, err := s.file.ReadAt(start, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	end := bytes.IndexByte(start[:n], '\n')
	if end < 0 {
		return errors.New("it has no first line")
	}
	s.at = int64(end) + 1
	if err := json.Unmarshal(start[:end], &s.meta); err != nil {
		return errors.New("its first line says nothing")
	}
	if s.meta.Format != stateFormat {
		return errors.New("its first line says that it is something else")
	}
	return nil
}

// check reads the footer and adds up what it sums.
func (s *stateFile) check() error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	end := info.Size() - int64(binary.Size(s.foot))
	if end < s.at {
		return errors.New("it ends too early")
	}
	if err := binary.Read(io.NewSectionReader(s.file, end, 1<<10), binary.LittleEndian, &s.foot); err != nil {
		return err
	}
	f := &s.foot
	if f.Magic != stateEnd || f.Keys < uint64(s.at) || f.People < f.Keys || f.People > uint64(end) {
		return errors.New("it ends too early")
	}
	sum := crc32.New(castagnoli)
	if _, err := io.Copy(sum, io.NewSectionReader(s.file, int64(f.Keys), end-int64(f.Keys))); err != nil {
		return err
	}
	if sum.Sum32() != f.Sum {
		return errors.New("its checksum does not fit")
	}
	return nil
}

// records gives the records as the linker saved them.
func (s *stateFile) records() io.Reader {
	return bufio.NewReaderSize(io.NewSectionReader(s.file, s.at, int64(s.foot.Keys)-s.at), 1<<16)
}

// keys gives the keys of all records.
func (s *stateFile) keys() *keyReader {
	return newKeyReader(io.NewSectionReader(s.file, int64(s.foot.Keys), int64(s.foot.People-s.foot.Keys)))
}

// people gives the person of each record.
func (s *stateFile) people() *bufio.Reader {
	return bufio.NewReaderSize(io.NewSectionReader(s.file, int64(s.foot.People), 1<<62), 1<<16)
}

func (s *stateFile) close() {
	if s != nil {
		_ = s.file.Close()
	}
}

// damaged names the file in what went wrong with a part of it.
func (s *stateFile) damaged(err error) error {
	return &fault.Error{Code: fault.Invalid, File: s.file.Name(), Reason: "damaged", Err: err, Fix: againWithKeep(filepath.Dir(s.file.Name()))}
}
