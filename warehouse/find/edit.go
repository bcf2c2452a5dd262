package find

// pattern measures how many edits turn one name into others: insertions,
// deletions, substitutions and swaps of neighbours (optimal string alignment),
// all columns of a row at once as bits of a word.
// Source: H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and
// Damerau edit distances", Nordic Journal of Computing 10 (2003) 29-39.
type pattern struct {
	length int // code points, 1 to 63
	ascii  [128]uint64
	other  []otherLetter
}

// otherLetter says where a letter outside ASCII stands in the pattern.
type otherLetter struct {
	letter rune
	places uint64
}

// set makes p the pattern of a name of 1 to 63 code points.
func (p *pattern) set(name string) {
	p.length, p.ascii, p.other = 0, [128]uint64{}, p.other[:0]
	for _, r := range name {
		*p.places(r) |= 1 << p.length
		p.length++
	}
}

func (p *pattern) places(r rune) *uint64 {
	if r >= 0 && r < 128 {
		return &p.ascii[r]
	}
	for i := range p.other {
		if p.other[i].letter == r {
			return &p.other[i].places
		}
	}
	p.other = append(p.other, otherLetter{letter: r})
	return &p.other[len(p.other)-1].places
}

// at says where a letter stands in the pattern.
func (p *pattern) at(r rune) uint64 {
	if r >= 0 && r < 128 {
		return p.ascii[r]
	}
	for _, o := range p.other {
		if o.letter == r {
			return o.places
		}
	}
	return 0
}

// distance gives the number of edits between the pattern and a name.
func (p *pattern) distance(name string) int {
	distance, last := p.length, uint64(1)<<p.length>>1
	var diagonal, before, down uint64
	up := ^uint64(0)
	for _, r := range name {
		match := p.at(r)
		swapped := (^diagonal & match) << 1 & before
		diagonal = ((match & up) + up) ^ up | match | down | swapped
		right, left := down|^(diagonal|up), diagonal&up
		if right&last != 0 {
			distance++
		}
		if left&last != 0 {
			distance--
		}
		right, left = right<<1|1, left<<1
		up, down = left|^(diagonal|right), right&diagonal
		before = match
	}
	return distance
}
