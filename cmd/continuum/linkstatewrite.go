package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"time"
	"unsafe"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
)

// begin writes records and keys, before the linker runs and lets them go.
func (k *keeper) begin(set *recordSet, source string) error {
	f, err := os.OpenFile(k.path(stateName+partSuffix), os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return k.unwritten(err)
	}
	k.part = &diskFile{File: f}
	k.out, k.sum = bufio.NewWriterSize(k.part, 1<<20), crc32.New(castagnoli)
	meta, err := json.Marshal(stateMeta{Format: stateFormat, Version: stateVersion, Build: k.build, ID: set.id, Source: source})
	if err != nil {
		return fault.Wrap(err, "writing the state")
	}
	_, _ = k.out.Write(append(meta, '\n')) // a failure stays with the writer until Flush
	if err := set.linker.Save(k.out); err != nil {
		return k.unwritten(err)
	}
	if k.foot.Keys, err = k.at(); err != nil {
		return err
	}
	if err = writeKeys(k.summed(), set.keys); err != nil {
		return k.unwritten(err)
	}
	k.foot.People, err = k.at()
	return err
}

// at is where the next byte goes.
func (k *keeper) at() (uint64, error) {
	if err := k.out.Flush(); err != nil {
		return 0, k.unwritten(err)
	}
	at, err := k.part.Seek(0, io.SeekCurrent)
	return uint64(at), fault.Wrap(err, "writing the state")
}

// unwritten says what an error of writing the state means.
func (k *keeper) unwritten(err error) error {
	if k.part == nil {
		return unwritten(k.path(stateName), err)
	}
	return k.part.fault(k.path(stateName), err)
}

func (k *keeper) summed() io.Writer { return io.MultiWriter(k.out, k.sum) }

// name gives everybody an id.
func (k *keeper) name(ctx context.Context, set *recordSet, result *link.Result) error {
	in := identity.Input{Registrations: set.keys.all(), Person: result.Person, Persons: result.Persons}
	if k.state != nil {
		in.Previous = func(was func(link.Registration, string)) error {
			return k.previous(ctx, func(r link.Registration, id string) {
				k.before.add(id)
				was(r, id)
			})
		}
	}
	who, err := k.register.Assign(in)
	if err != nil {
		return fault.Wrap(err, "giving people their ids")
	}
	k.before.close()
	k.who, set.who = who, who
	return nil
}

func (k *keeper) previous(ctx context.Context, was func(link.Registration, string)) error {
	if k.spoiled {
		return clustersPrevious(ctx, k.path(clustersName), was)
	}
	return k.state.previous(was)
}

// all gives the registration of every record.
func (k *recordKeys) all() []link.Registration {
	n := 0
	for _, b := range k.batches {
		n += len(b.ends)
	}
	out := make([]link.Registration, 0, n)
	for _, b := range k.batches {
		for i := range b.ends {
			id := b.id(i)
			out = append(out, link.Registration{Source: k.sources[b.source[i]], LocalID: unsafe.String(unsafe.SliceData(id), len(id))})
		}
	}
	return out
}

// finish writes what is left of the state, tells the journal, puts the files of
// the answer in their places, and last the state in force.
func (k *keeper) finish(result *link.Result) error {
	if err := k.complete(result); err != nil {
		return err
	}
	if err := k.tell(); err != nil {
		return err
	}
	if err := k.folder.place(); err != nil {
		return err
	}
	if err := os.Rename(k.part.Name(), k.path(stateName)); err != nil {
		return unwritten(k.path(stateName), err)
	}
	k.done = true
	return k.settle()
}

// complete writes what is left of the state and makes it durable.
func (k *keeper) complete(result *link.Result) error {
	if err := writePeople(k.summed(), result, k.who); err != nil {
		return k.unwritten(err)
	}
	k.foot.Records, k.foot.Sum, k.foot.Magic = uint64(len(result.Person)), k.sum.Sum32(), stateEnd
	if err := binary.Write(k.out, binary.LittleEndian, &k.foot); err != nil {
		return k.unwritten(err)
	}
	if err := k.out.Flush(); err != nil {
		return k.unwritten(err)
	}
	if err := k.part.Sync(); err != nil {
		return unwritten(k.path(stateName), err)
	}
	return nil
}

// tell writes to the journal what became of people; that of a new folder goes on
// from the one before.
func (k *keeper) tell() error {
	if !sameFile(k.from, k.dir) {
		if err := copyFile(filepath.Join(k.from, journalName), k.path(journalName)); err != nil {
			return err
		}
		var err error
		if k.register, err = openJournal(k.dir, k.state.meta.Build); err != nil {
			return err
		}
	}
	return k.register.Commit(k.build, time.Now().UTC(), k.who.Events)
}

// settle makes the folder's names durable.
func (k *keeper) settle() error {
	d, err := os.Open(k.dir)
	if err != nil {
		return fault.Wrap(err, "putting the state in force")
	}
	defer d.Close()
	return fault.Wrap(d.Sync(), "putting the state in force")
}
