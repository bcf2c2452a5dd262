package store

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"

	"github.com/klauspost/compress/zstd"

	"continuum/internal/fault"
)

// longestLine bounds one row of a dump.
const longestLine = 256 << 20

// Verify reads a dump to its end and tells what it holds, without a database.
// Invalid where it is no dump, damaged or truncated.
func Verify(r io.Reader) (Summary, error) {
	u, err := openDump(r)
	if err != nil {
		return Summary{}, err
	}
	defer u.z.Close()
	err = u.each(func(dumpTable) error { return nil }, func([]any) error { return nil })
	return u.sum, err
}

// undump is one dump being read.
type undump struct {
	z    *zstd.Decoder
	in   *bufio.Reader
	hash hash.Hash
	sum  Summary
}

// openDump reads the first line.
func openDump(r io.Reader) (*undump, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<28))
	if err != nil {
		return nil, damaged("cannot be read", err)
	}
	u := &undump{z: z, in: bufio.NewReaderSize(z, 1<<16), hash: sha256.New()}
	line, err := u.line()
	var head dumpHead
	if err == nil {
		u.hash.Write(line)
		err = json.Unmarshal(line, &head)
	}
	if err == nil && head.Format != dumpFormat {
		err = errors.New("it begins otherwise")
	}
	if err != nil {
		z.Close()
		return nil, damaged("is not a dump that this release reads", err)
	}
	u.sum = Summary{Made: head.Made, Schemas: head.Schemas, Tables: map[string]int64{}}
	return u, nil
}

// each gives the tables and their rows in order, and an error unless all of it
// came to its end undamaged. A row is the callee's to keep.
func (u *undump) each(onTable func(dumpTable) error, onRow func([]any) error) error {
	var t dumpTable
	for rows := int64(0); ; {
		line, err := u.line()
		if err != nil {
			return damaged("ends too early", err)
		}
		if line[0] == '[' {
			row, err := t.row(line)
			if err != nil {
				return err
			}
			if err := onRow(row); err != nil {
				return err
			}
			u.sum.Tables[t.Table]++
			rows++
		} else {
			var next struct {
				dumpTable
				dumpEnd
			}
			if err := json.Unmarshal(line, &next); err != nil {
				return damaged("is damaged", err)
			}
			if next.SHA256 != "" {
				return u.end(next.dumpEnd, rows)
			}
			t = next.dumpTable
			if err := u.begin(t, onTable); err != nil {
				return err
			}
		}
		u.hash.Write(line)
	}
}

func (u *undump) begin(t dumpTable, onTable func(dumpTable) error) error {
	if _, twice := u.sum.Tables[t.Table]; twice || t.Table == "" {
		return damaged("is damaged", errors.New("a table comes twice"))
	}
	u.sum.Tables[t.Table] = 0
	return onTable(t)
}

func (u *undump) end(e dumpEnd, rows int64) error {
	if e.Rows != rows || e.SHA256 != hex.EncodeToString(u.hash.Sum(nil)) {
		return damaged("is damaged", errors.New("its checksum differs"))
	}
	if _, err := u.in.ReadByte(); !errors.Is(err, io.EOF) {
		return damaged("is damaged", errors.New("it goes on after its end"))
	}
	return nil
}

// line reads one line with its end; it is valid until the next.
func (u *undump) line() ([]byte, error) {
	line, err := u.in.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	long := bytes.Clone(line)
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(long) > longestLine {
			return nil, errors.New("a line is too long")
		}
		line, err = u.in.ReadSlice('\n')
		long = append(long, line...)
	}
	return long, err
}

// row reads a line of values, each as its column says.
func (t dumpTable) row(line []byte) ([]any, error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	var row []any
	if err := d.Decode(&row); err != nil {
		return nil, damaged("is damaged", err)
	}
	if len(row) != len(t.Columns) {
		return nil, damaged("is damaged", errors.New("a row of "+t.Table+" does not fit its columns"))
	}
	for i, c := range t.Columns {
		v, err := c.Kind.value(row[i])
		if err != nil {
			return nil, damaged("is damaged", err)
		}
		row[i] = v
	}
	return row, nil
}

// value reads one value as JSON has it.
func (k kind) value(a any) (v any, err error) {
	switch a := a.(type) {
	case nil:
		return nil, nil
	case json.Number:
		if k == kindInteger {
			v, err = a.Int64()
		} else {
			v, err = a.Float64()
		}
	case string:
		v = a
		if k == kindBytes {
			v, err = base64.StdEncoding.DecodeString(a)
		}
	default:
		v = a
	}
	if err == nil && !k.holds(v) {
		err = errors.New("a value is no " + string(k))
	}
	return v, err
}

func damaged(how string, err error) error {
	return &fault.Error{Code: fault.Invalid, Reason: "the backup " + how, Err: err, Fix: "use another backup, whole and unchanged"}
}
