package identity

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"continuum/internal/fault"
)

// journal is the file: one event a line, only ever added to at its end. What
// follows the last line feed is what a crash left of a line, and counts for
// nothing. Only compact rewrites it.
type journal string

// read gives all events; sound is how many bytes they take.
func (j journal) read() (events []Event, sound int64, err error) {
	data, err := os.ReadFile(string(j))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, j.unavailable("cannot be read", err)
	}
	events, sound, err = parse(data)
	if err != nil {
		return nil, 0, j.at(err, int64(len(events)+1))
	}
	return events, sound, nil
}

// parse reads lines up to the first that is not sound.
func parse(data []byte) (_ []Event, sound int64, err error) {
	events, last := make([]Event, 0, bytes.Count(data, []byte("\n"))), int64(0)
	for {
		end := bytes.IndexByte(data, '\n')
		if end < 0 {
			return events, sound, nil
		}
		e, err := decode(data[:end])
		if err == nil && e.Number <= last {
			err = fault.New(fault.Invalid, "event %d follows event %d", e.Number, last)
		}
		if err != nil {
			return events, sound, err
		}
		events, last = append(events, e), e.Number
		data, sound = data[end+1:], sound+int64(end)+1
	}
}

// at names the file and line in a fault.
func (j journal) at(err error, line int64) error {
	var e *fault.Error
	if !errors.As(err, &e) {
		return fault.Wrap(err, "%s:%d", j, line)
	}
	named := *e
	named.File, named.Line = string(j), line
	named.Fix = "restore the file from a backup; if only its end is damaged, what follows the last sound line can be cut off"
	return &named
}

// lock keeps others from writing the journal until unlock.
func (j journal) lock() (unlock func(), err error) {
	path := string(j) + ".lock"
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, j.unavailable("cannot be locked", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		_ = f.Close()
		return nil, j.unavailable("cannot be locked", err)
	}
	return func() { _ = f.Close() }, nil
}

// add writes events after the sound bytes and makes them durable; what a crash
// left there is cut off. It returns the sound bytes there are now.
func (j journal) add(sound int64, events []Event) (int64, error) {
	text, err := encodeAll(events)
	if err != nil || len(text) == 0 {
		return sound, err
	}
	f, err := os.OpenFile(string(j), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return sound, j.unavailable("cannot be written", err)
	}
	defer f.Close()
	if err := f.Truncate(sound); err != nil {
		return sound, j.unavailable("cannot be repaired", err)
	}
	if _, err := f.WriteAt(text, sound); err != nil {
		return sound, j.unavailable("cannot be written", err)
	}
	if err := f.Sync(); err != nil {
		return sound, j.unavailable("cannot be made durable", err)
	}
	if sound == 0 {
		err = j.syncFolder()
	}
	return sound + int64(len(text)), err
}

// replace puts other events in the place of all, in one step.
func (j journal) replace(events []Event) error {
	text, err := encodeAll(events)
	if err != nil {
		return err
	}
	tmp := string(j) + ".new"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return j.unavailable("cannot be rewritten", err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(tmp, string(j))
	}
	if err != nil {
		return j.unavailable("cannot be rewritten", err)
	}
	return j.syncFolder()
}

func encodeAll(events []Event) (text []byte, err error) {
	for i := range events {
		line, err := encode(&events[i])
		if err != nil {
			return nil, err
		}
		text = append(text, line...)
	}
	return text, nil
}

func (j journal) syncFolder() error {
	d, err := os.Open(filepath.Dir(string(j)))
	if err != nil {
		return j.unavailable("has a folder that cannot be opened", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return j.unavailable("cannot be made durable", err)
	}
	return nil
}

func (j journal) unavailable(reason string, err error) error {
	return &fault.Error{Code: fault.Unavailable, File: string(j), Reason: reason, Err: err, Fix: "see that its disk has room and that it may be read and written, and run again"}
}
