package path

// kind of a token.
type tokenKind uint8

const (
	endToken  tokenKind = iota
	wordToken           // an identifier or keyword
	quoted              // `an identifier`
	str                 // 'a string'
	integer
	long
	decimal
	date
	dateTime
	clock
	variable // %name, `name` or 'name' after %
	dollar   // $this, $index, $total
	symbol
)

// token is one lexical element; text is decoded for strings and identifiers.
type token struct {
	kind tokenKind
	text string
	at   int // byte offset
}

func (t token) is(symbols ...string) bool {
	for _, s := range symbols {
		if t.kind == symbol && t.text == s {
			return true
		}
	}
	return false
}

func (t token) isWord(words ...string) bool {
	for _, w := range words {
		if t.kind == wordToken && t.text == w {
			return true
		}
	}
	return false
}
