package link

import (
	"strings"

	"continuum/link/text"
)

// further are the values of a further field. What tells alike values depends on
// the kind of field.
type further struct {
	kind Kind
	values
	text   []string // of names
	number []uint64 // of identifiers, dates and postcodes; letters of names and categories
	sketch []sketch // of texts and emails
}

// further cleans a value and numbers it; 0 is missing.
func (f *further) of(s string) uint32 {
	switch f.kind {
	case Category:
		return f.fold(text.Fold(s))
	case Text:
		return f.sketched(sketchOf(NormaliseAddress(s)), 0)
	case Name:
		return f.fold(NormaliseName(s))
	case IdentifierNo:
		return f.identifier(s)
	case Date:
		return f.numbered(uint64(birthNumber(s)))
	case PhoneNo:
		return f.fold(NormalisePhone(s))
	case EmailAddress:
		return f.email(s)
	case PostalCode:
		return f.numbered(packCode(NormalisePostcode(s)))
	}
	return 0
}

func (f *further) fold(cleaned string) uint32 {
	if cleaned == "" {
		return 0
	}
	id, fresh := f.add(text.Hash(cleaned))
	if fresh && (f.kind == Name || f.kind == Category) {
		f.text, f.number = append(f.text, strings.Clone(cleaned)), append(f.number, uint64(lettersOf(cleaned)))
	}
	return id
}

// identifier keeps digits as a number, so that a slip can be told; any other
// identifier is equal or not.
func (f *further) identifier(s string) uint32 {
	if n := identifierNumber(s) &^ verified; n != 0 {
		return f.numbered(n)
	}
	cleaned := text.Fold(s)
	if len(cleaned) < 4 {
		return 0
	}
	id, fresh := f.add(text.Hash(cleaned))
	if fresh {
		f.number = append(f.number, 0)
	}
	return id
}

func (f *further) numbered(n uint64) uint32 {
	if n == 0 {
		return 0
	}
	id, fresh := f.add(text.Mix(n))
	if fresh {
		f.number = append(f.number, n)
	}
	return id
}

func (f *further) email(s string) uint32 {
	address := NormaliseEmail(s)
	if address == "" {
		return 0
	}
	return f.sketched(sketchOf(address), text.Hash(address[:strings.LastIndexByte(address, '@')]))
}

// sketched numbers a value by its sketch; user is kept with it as a number.
func (f *further) sketched(sk sketch, user uint64) uint32 {
	if sk.letters == [2]uint64{} && sk.numbers == 0 {
		return 0
	}
	id, fresh := f.add(sk.hash)
	if fresh {
		f.sketch, f.number = append(f.sketch, sk), append(f.number, user)
	}
	return id
}

// level compares two values.
func (f *further) level(a, b uint32) uint32 {
	switch {
	case a == 0 || b == 0:
		return missing2
	case a == b:
		return furtherEqual
	}
	return f.differ(a, b)
}

// differ gives the level of two values that are not equal.
func (f *further) differ(a, b uint32) uint32 {
	if f.alike(a-1, b-1) {
		return furtherAlike
	}
	return furtherDiffers
}

func (f *further) alike(a, b uint32) bool {
	switch f.kind {
	case Text:
		return f.sketch[a].alike(&f.sketch[b])
	case Name:
		return f.misspelt(a, b)
	case Category: // codes, which have digits, are one or another
		return min(len(f.text[a]), len(f.text[b])) >= 4 && !letters(f.number[a]|f.number[b]).hasDigit() && f.misspelt(a, b)
	case IdentifierNo:
		x, y := f.number[a], f.number[b]
		return x != 0 && y != 0 && oneDigitApart(x, y)
	case Date:
		return birthLevel(uint32(f.number[a]), uint32(f.number[b])) >= birthTypo
	case EmailAddress:
		return f.number[a] == f.number[b] || f.sketch[a].alike(&f.sketch[b])
	case PostalCode:
		return nearCode(f.number[a], f.number[b])
	}
	return false
}

// misspelt says that two words are one, in one of them misspelt.
func (f *further) misspelt(a, b uint32) bool {
	x, y := f.text[a], f.text[b]
	return near92.possible(letters(f.number[a]), letters(f.number[b]), x, y) && text.JaroWinkler(x, y) >= 0.92
}

// take numbers the values of another list of the same kind, and returns for each
// of its numbers the one it has here.
func (f *further) take(o *further) []uint32 {
	moved := make([]uint32, len(o.hash))
	for i := 1; i < len(o.hash); i++ {
		id, fresh := f.add(o.hash[i])
		moved[i] = id
		if !fresh {
			continue
		}
		if o.text != nil {
			f.text = append(f.text, o.text[i-1])
		}
		if o.number != nil {
			f.number = append(f.number, o.number[i-1])
		}
		if o.sketch != nil {
			f.sketch = append(f.sketch, o.sketch[i-1])
		}
	}
	return moved
}
