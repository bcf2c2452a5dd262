package model

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"continuum/internal/fault"
)

// lockFile is locked by whoever writes models and scores, and by whoever needs all of
// them to be of one moment. The lock goes with the process.
const lockFile = "models.lock"

// waiting is how long it takes to see that another has ended.
const waiting = 50 * time.Millisecond

// lock waits until nobody else writes models or scores: what lies half written is then
// of somebody who was killed.
func (d Store) lock(ctx context.Context) (unlock func(), err error) {
	path := filepath.Join(string(d), lockFile)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, unwritten(path, err)
	}
	return locked(ctx, f, syscall.LOCK_EX)
}

// still waits until nobody writes, and keeps others from it. A folder that may only be
// read can be read all the same.
func (d Store) still(ctx context.Context) (unlock func(), err error) {
	f, err := os.Open(filepath.Join(string(d), lockFile))
	if errors.Is(err, fs.ErrNotExist) {
		return func() {}, nil // nobody has written yet
	}
	if err != nil {
		return nil, unread(filepath.Join(string(d), lockFile), err)
	}
	return locked(ctx, f, syscall.LOCK_SH)
}

func locked(ctx context.Context, f *os.File, how int) (unlock func(), err error) {
	for {
		err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		if err == nil {
			return func() { _ = f.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			_ = f.Close()
			return nil, &fault.Error{Code: fault.Unavailable, File: f.Name(), Reason: "cannot be locked", Err: err}
		}
		select {
		case <-ctx.Done():
			_ = f.Close()
			return nil, ctx.Err()
		case <-time.After(waiting):
		}
	}
}
