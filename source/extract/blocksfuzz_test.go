package extract

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever the text, blocks of any size give what Each gives.
func FuzzBlocks(f *testing.F) {
	for _, s := range []string{smallTable, "a,b\r\n\"x\r\ny\",\"\"\"\"\r\n", "a\rb\r\"c\n\"\r", "a;b\n1;\"2\n3;4\n", "a,b\n1,2,3\n\"\n\"\n\"x\"y,1\n5\" wound,\"\n", "\n\n a ,,a\n,,\n", "a,b\n\x00,\xff\n" + strings.Repeat("1,\"2\n3\"\n", 9)} {
		f.Add([]byte(s), byte(','), uint8(9), uint8(40), uint8(1))
		f.Add([]byte(s), byte(';'), uint8(1), uint8(200), uint8(2))
	}
	oldMac := "a,b\r" + strings.Repeat("\"", 38) + "1,2\r1,2\r1,2\r1,\"2\"\r\"l\rm\",2\r\"\r\"1,2\r1,2\r1,2\r"
	f.Add([]byte(oldMac), byte(','), uint8(20), uint8(13), uint8(0)) // a record ends where the buffer does
	f.Fuzz(func(t *testing.T, text []byte, delim byte, size, limit, how uint8) {
		if delim >= utf8.RuneSelf || strings.IndexByte("\"\r\n\x00", delim) >= 0 {
			return
		}
		w := way{delim: rune(delim), limit: max(1, int(limit)), size: max(1, int(size)), workers: 1 + int(how%3), strict: how&4 > 0}
		sameInBlocks(t, w, func() io.Reader { return bytes.NewReader(text) })
	})
}
