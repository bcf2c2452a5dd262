package extract

import (
	"bufio"
	"bytes"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"continuum/internal/fault"
)

var boms = []struct {
	mark []byte
	name string
}{
	{[]byte{0xef, 0xbb, 0xbf}, "utf-8"},
	{[]byte{0xff, 0xfe}, "utf-16le"},
	{[]byte{0xfe, 0xff}, "utf-16be"},
}

// decode gives the stream as UTF-8 without its byte-order mark; a mark wins over
// the declared encoding.
func decode(src *source, declared string) (io.Reader, error) {
	in := bufio.NewReaderSize(src, 64<<10)
	head, _ := in.Peek(3) // an error shows itself again at the next read
	for _, bom := range boms {
		if bytes.HasPrefix(head, bom.mark) {
			_, err := in.Discard(len(bom.mark))
			return inUTF8(in, bom.name), err
		}
	}
	switch declared {
	case "", "utf-8":
		return in, nil
	case "latin-1":
		return inUTF8(in, declared), nil
	case "utf-16":
		head, _ = in.Peek(64)
		return inUTF8(in, byteOrder(head)), nil
	}
	return nil, &fault.Error{
		Code: fault.Invalid, File: src.path, Reason: "unknown encoding", Value: declared,
		Fix: "set `encoding:` to utf-8, latin-1 or utf-16",
	}
}

// byteOrder guesses the order of UTF-16 without a mark: the header's letters are
// mostly ASCII, so the zero bytes stand where the high halves are.
func byteOrder(head []byte) string {
	even, odd := 0, 0
	for i, c := range head {
		if c == 0 && i%2 == 0 {
			even++
		} else if c == 0 {
			odd++
		}
	}
	if even > odd {
		return "utf-16be"
	}
	return "utf-16le"
}

func inUTF8(in io.Reader, name string) io.Reader {
	var e encoding.Encoding
	switch name {
	case "latin-1":
		e = charmap.Windows1252
	case "utf-16le":
		e = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be":
		e = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	default:
		return in
	}
	return transform.NewReader(in, e.NewDecoder())
}
