package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"time"
	"unsafe"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
)

// begin writes records and keys, before the linker runs and lets them go.
func (k *keeper) begin(set *recordSet, source string) error {
	path := k.path(stateName + ".part")
	var err error
	if k.part, err = os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600); err != nil {
		return &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be written", Err: err}
	}
	k.out, k.sum = bufio.NewWriterSize(k.part, 1<<20), crc32.New(castagnoli)
	meta, err := json.Marshal(stateMeta{Format: stateFormat, Version: stateVersion, Build: k.build, ID: set.id, Source: source})
	if err != nil {
		return fault.Wrap(err, "writing the state")
	}
	_, _ = k.out.Write(append(meta, '\n')) // a failure stays with the writer until Flush
	if err := set.linker.Save(k.out); err != nil {
		return fault.Wrap(err, "writing %s", path)
	}
	if k.foot.Keys, err = k.at(); err != nil {
		return err
	}
	if err = writeKeys(k.summed(), set.keys); err != nil {
		return fault.Wrap(err, "writing %s", path)
	}
	k.foot.People, err = k.at()
	return err
}

// at is where the next byte goes.
func (k *keeper) at() (uint64, error) {
	if err := k.out.Flush(); err != nil {
		return 0, fault.Wrap(err, "writing the state")
	}
	at, err := k.part.Seek(0, io.SeekCurrent)
	return uint64(at), fault.Wrap(err, "writing the state")
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

// finish writes what is left of the state, tells the journal, and puts the state
// in force.
func (k *keeper) finish(result *link.Result) error {
	if err := writePeople(k.summed(), result, k.who); err != nil {
		return fault.Wrap(err, "writing the state")
	}
	k.foot.Records, k.foot.Sum, k.foot.Magic = uint64(len(result.Person)), k.sum.Sum32(), stateEnd
	if err := binary.Write(k.out, binary.LittleEndian, &k.foot); err != nil {
		return fault.Wrap(err, "writing the state")
	}
	err := k.out.Flush()
	if err = errors.Join(err, k.part.Sync()); err != nil {
		return &fault.Error{Code: fault.Unavailable, File: k.part.Name(), Reason: "cannot be written", Err: err}
	}
	if err := k.register.Commit(k.build, time.Now().UTC(), k.who.Events); err != nil {
		return err
	}
	if err := os.Rename(k.part.Name(), k.path(stateName)); err != nil {
		return fault.Wrap(err, "putting the state in force")
	}
	return k.settle()
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
