package duck

import "encoding/binary"

// What the numbers in a file mean (github.com/apache/parquet-format, parquet.thrift).
const (
	physicalBool   = 0
	physicalInt32  = 1
	physicalInt64  = 2
	physicalFloat  = 4
	physicalDouble = 5
	physicalBytes  = 6

	convertedText   = 0
	convertedUint8  = 11
	convertedUint32 = 13
	convertedInt64  = 18

	encodingPlain  = 0
	encodingLevels = 3
	encodingPlaces = 8

	optional   = 1
	codecZstd  = 6
	dataPage   = 0
	dictionary = 2
)

// magic is how a file begins and ends.
const magic = "PAR1"

// physical is the type in which a column's values lie.
func (k Kind) physical() int {
	switch k {
	case Bool:
		return physicalBool
	case Byte, Count:
		return physicalInt32
	case Number:
		return physicalInt64
	case Float:
		return physicalFloat
	case Double:
		return physicalDouble
	default:
		return physicalBytes
	}
}

// footer is the end of a file: its columns, and what lies where.
func footer(columns []Column, groups []rowGroup) []byte {
	out := &compact{}
	out.open()
	out.int32(1, 1) // version
	out.list(2, 1+len(columns), thriftStruct)
	out.open() // the root of the schema
	out.text(4, "rows")
	out.int32(5, len(columns))
	out.close()
	rows := 0
	for _, c := range columns {
		c.describe(out)
	}
	for _, g := range groups {
		rows += g.rows
	}
	out.int64(3, int64(rows))
	out.list(4, len(groups), thriftStruct)
	for _, g := range groups {
		g.describe(out, columns)
	}
	out.text(6, "continuum")
	out.list(7, len(columns), thriftStruct) // that bounds follow the order of each type
	for range columns {
		out.open()
		out.openField(1)
		out.close()
		out.close()
	}
	out.close()
	end := binary.LittleEndian.AppendUint32(out.out, uint32(len(out.out)))
	return append(end, magic...)
}

// describe writes the column's line of the schema.
func (c Column) describe(out *compact) {
	out.open()
	out.int32(1, c.Kind.physical())
	out.int32(3, optional)
	out.text(4, c.Name)
	switch c.Kind {
	case Text, Word:
		out.int32(6, convertedText)
		out.openField(10)
		out.openField(1)
		out.close()
		out.close()
	case Byte:
		out.integer(convertedUint8, 8, false)
	case Count:
		out.integer(convertedUint32, 32, false)
	case Number:
		out.integer(convertedInt64, 64, true)
	}
	out.close()
}

// integer says what a column of whole numbers holds.
func (c *compact) integer(converted int, bits byte, signed bool) {
	c.int32(6, converted)
	c.openField(10)
	c.openField(10)
	c.byte(1, bits)
	c.bool(2, signed)
	c.close()
	c.close()
}
