package duck

import "encoding/binary"

// compact writes Thrift's compact protocol, in which a Parquet file describes
// itself (github.com/apache/thrift, doc/specs/thrift-compact-protocol.md).
type compact struct {
	out  []byte
	last []int // the field before, of each structure that is open
}

// The protocol's names for types.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftInt32  = 5
	thriftInt64  = 6
	thriftBinary = 8
	thriftList   = 9
	thriftStruct = 12
)

// open begins a structure that is no field: the outermost, or one of a list.
func (c *compact) open() { c.last = append(c.last, 0) }

// openField begins a structure that is a field.
func (c *compact) openField(id int) {
	c.field(id, thriftStruct)
	c.open()
}

func (c *compact) close() {
	c.out = append(c.out, 0)
	c.last = c.last[:len(c.last)-1]
}

// field says which field follows; ids rise by at most 15.
func (c *compact) field(id, kind int) {
	before := &c.last[len(c.last)-1]
	c.out = append(c.out, byte((id-*before)<<4|kind))
	*before = id
}

func (c *compact) int32(id, v int) {
	c.field(id, thriftInt32)
	c.out = binary.AppendVarint(c.out, int64(v))
}

func (c *compact) int64(id int, v int64) {
	c.field(id, thriftInt64)
	c.out = binary.AppendVarint(c.out, v)
}

func (c *compact) byte(id int, v byte) {
	c.field(id, thriftByte)
	c.out = append(c.out, v)
}

func (c *compact) bool(id int, v bool) {
	if v {
		c.field(id, thriftTrue)
	} else {
		c.field(id, thriftFalse)
	}
}

func (c *compact) text(id int, v string) {
	c.field(id, thriftBinary)
	c.element(v)
}

// element is a text in a list.
func (c *compact) element(v string) {
	c.out = append(binary.AppendUvarint(c.out, uint64(len(v))), v...)
}

// list begins a list of n elements, which follow.
func (c *compact) list(id, n, kind int) {
	c.field(id, thriftList)
	if n < 15 {
		c.out = append(c.out, byte(n<<4|kind))
		return
	}
	c.out = binary.AppendUvarint(append(c.out, byte(0xf0|kind)), uint64(n))
}
