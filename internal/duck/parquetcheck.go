package duck

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"continuum/internal/fault"
)

// checkParquet sees whether there is a Parquet file at all: the engine's own
// words for it do not say how to mend it.
func checkParquet(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return unreadable(path, err)
	}
	if !info.Mode().IsRegular() {
		return &fault.Error{Code: fault.Invalid, File: path, Reason: "is not a file", Fix: "name a Parquet file"}
	}
	f, err := os.Open(path)
	if err != nil {
		return unreadable(path, err)
	}
	defer f.Close()
	head, tail := make([]byte, len(magic)), make([]byte, len(magic))
	_, err = io.ReadFull(f, head)
	if err == nil {
		_, err = f.ReadAt(tail, info.Size()-int64(len(tail)))
	}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return unreadable(path, err)
	}
	switch {
	case string(tail) == "PARE":
		return &fault.Error{Code: fault.Invalid, File: path, Reason: "the Parquet file is encrypted", Fix: "have it sent without encryption of its own"}
	case string(head) != magic:
		return &fault.Error{Code: fault.Invalid, File: path, Reason: "is not a Parquet file", Fix: "name a Parquet file; one of another kind needs its own ending, such as .csv"}
	case string(tail) != magic:
		return damaged(path, errors.New("its end is missing"))
	}
	return nil
}

// unreadable says why a file cannot be opened or read at all.
func unreadable(path string, err error) error {
	out := &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be read", Err: err, Fix: "check the disk or the network it is on"}
	if of := (*fs.PathError)(nil); errors.As(err, &of) {
		out.Err = of.Err // the path is named already
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		out.Code, out.Fix = fault.NotFound, "check the name and the folder"
	case errors.Is(err, fs.ErrPermission):
		out.Code, out.Fix = fault.Denied, "give yourself the right to read it"
	}
	return out
}

// damaged says that a file is not what its first four bytes promise.
func damaged(path string, err error) error {
	return &fault.Error{Code: fault.Invalid, File: path, Reason: "cannot be read as Parquet", Err: err, Fix: "fetch or write the file again: it is damaged or was cut short"}
}
