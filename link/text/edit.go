package text

// Levenshtein gives the least number of insertions, deletions and
// substitutions of code points that turn a into b.
func Levenshtein(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, diagonal+1, row[j]+1)
		}
	}
	return row[len(y)]
}

// DamerauLevenshtein is the unrestricted distance: a transposition of two
// neighbours also costs one, and what lies between may be edited again, so
// (ca, abc) is 2 where optimal string alignment gives 3.
// Source: Lowrance and Wagner, JACM 22 (1975) 177-183.
func DamerauLevenshtein(a, b string) int {
	x, y := []rune(a), []rune(b)
	width := len(y) + 2
	d := make([]int, (len(x)+2)*width)
	far := len(x) + len(y)
	d[0] = far
	for i := range len(x) + 1 {
		d[(i+1)*width], d[(i+1)*width+1] = far, i
	}
	for j := range len(y) + 1 {
		d[j+1], d[width+j+1] = far, j
	}
	lastRow := make(map[rune]int)
	for i := 1; i <= len(x); i++ {
		lastCol := 0
		for j := 1; j <= len(y); j++ {
			k, l := lastRow[y[j-1]], lastCol
			cost := 1
			if x[i-1] == y[j-1] {
				cost, lastCol = 0, j
			}
			d[(i+1)*width+j+1] = min(
				d[i*width+j]+cost,
				d[(i+1)*width+j]+1,
				d[i*width+j+1]+1,
				d[k*width+l]+(i-k-1)+1+(j-l-1))
		}
		lastRow[x[i-1]] = i
	}
	return d[len(d)-1]
}
