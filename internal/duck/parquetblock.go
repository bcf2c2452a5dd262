package duck

// Kind is what the values of a column are.
type Kind uint8

// The kinds of columns that WriteParquet writes, with the engine's type of each.
const (
	Text   Kind = iota // VARCHAR
	Word               // VARCHAR, one of the few that the column lists
	Bool               // BOOLEAN
	Byte               // UTINYINT
	Count              // UINTEGER
	Number             // BIGINT
	Float              // FLOAT
	Double             // DOUBLE
)

// Column is one column of a file to be written. Every column may have missing
// values.
type Column struct {
	Name  string
	Kind  Kind
	Words []string // of a Word column all that it may hold, at most 65,536; none elsewhere
}

// Block is up to VectorRows rows of a file that are being written. To begin with
// every value is there, and is empty, zero or false. Whoever fills the block asks
// for each column by its place in the file, once a block, and writes into what
// it is given. To ask for a column as another kind than it is panics.
type Block struct {
	rows    int
	columns []cells
}

// cells are one column of a block.
type cells struct {
	values any                     // a slice of numbers or truths, or *TextCells
	valid  [VectorRows / 64]uint64 // a bit for each row
	nulls  bool                    // some bits may be off
}

func newBlock(columns []Column) *Block {
	b := &Block{columns: make([]cells, len(columns))}
	for i, c := range columns {
		b.columns[i].values = c.Kind.cells()
	}
	return b
}

// cells makes room for the values of a block.
func (k Kind) cells() any {
	switch k {
	case Word:
		return make([]uint16, VectorRows)
	case Bool:
		return make([]bool, VectorRows)
	case Byte:
		return make([]uint8, VectorRows)
	case Count:
		return make([]uint32, VectorRows)
	case Number:
		return make([]int64, VectorRows)
	case Float:
		return make([]float32, VectorRows)
	case Double:
		return make([]float64, VectorRows)
	default:
		return &TextCells{spans: make([]span, VectorRows)}
	}
}

// begin empties the block for some rows.
func (b *Block) begin(rows int) {
	b.rows = rows
	for i := range b.columns {
		b.columns[i].begin(rows)
	}
}

func (c *cells) begin(rows int) {
	c.nulls = false
	for i := range c.valid {
		c.valid[i] = ^uint64(0)
	}
	switch v := c.values.(type) {
	case *TextCells:
		v.begin(rows)
	case []uint16:
		clear(v)
	case []bool:
		clear(v)
	case []uint8:
		clear(v)
	case []uint32:
		clear(v)
	case []int64:
		clear(v)
	case []float32:
		clear(v)
	case []float64:
		clear(v)
	}
}

// Rows is how many rows are to be filled.
func (b *Block) Rows() int { return b.rows }

// Null makes a value missing.
func (b *Block) Null(column, row int) {
	c := &b.columns[column]
	c.valid[row/64] &^= 1 << (row % 64)
	c.nulls = true
}

// Texts gives a Text column.
func (b *Block) Texts(column int) *TextCells { return b.columns[column].values.(*TextCells) }

// Words gives a Word column: of each row the place of its word in Column.Words.
func (b *Block) Words(column int) []uint16 { return valuesOf[uint16](b, column) }

// Bools gives a Bool column.
func (b *Block) Bools(column int) []bool { return valuesOf[bool](b, column) }

// Bytes gives a Byte column.
func (b *Block) Bytes(column int) []uint8 { return valuesOf[uint8](b, column) }

// Counts gives a Count column.
func (b *Block) Counts(column int) []uint32 { return valuesOf[uint32](b, column) }

// Numbers gives a Number column.
func (b *Block) Numbers(column int) []int64 { return valuesOf[int64](b, column) }

// Floats gives a Float column.
func (b *Block) Floats(column int) []float32 { return valuesOf[float32](b, column) }

// Doubles gives a Double column.
func (b *Block) Doubles(column int) []float64 { return valuesOf[float64](b, column) }

func valuesOf[T any](b *Block, column int) []T { return b.columns[column].values.([]T)[:b.rows] }
