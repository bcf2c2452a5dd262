package learn

import (
	"math"
	"regexp"
	"slices"
	"strconv"

	"continuum/internal/frame"
)

const (
	mostKinds  = 200 // different whole numbers of a column that is named as codes are
	mostLevels = 32  // of a category that is learned level by level; larger ones are encoded
	fewestCode = 40  // different words from which on they may be codes
)

var (
	kindName = regexp.MustCompile(`(?i)(^|[_ -])(id|code|type|class|category|cat|group)$`)
	codeForm = regexp.MustCompile(`^[A-Za-z]{0,2}\d[0-9A-Za-z]{0,4}(\.[0-9A-Za-z]{1,4})?$`)
)

// roleOf finds what a column is to a model; why is set of one that is left out.
func roleOf(c *frame.Column) (role Role, why string) {
	switch c.Kind {
	case frame.Number:
		return numberRole(c)
	case frame.Category:
		return categoryRole(c)
	}
	return Ignored, "words that are no category are not learned from"
}

func numberRole(c *frame.Column) (Role, string) {
	different, missing, whole := map[float32]bool{}, false, true
	for _, v := range c.Numbers {
		if v != v {
			missing = true
			continue
		}
		whole = whole && v == float32(math.Trunc(float64(v)))
		if len(different) <= mostKinds {
			different[v] = true
		}
	}
	switch {
	case len(different) == 0:
		return Constant, "it is empty"
	case len(different) == 1 && !missing:
		return Constant, "every row has the same value"
	case whole && len(different) > 2 && len(different) <= mostKinds && kindName.MatchString(c.Name):
		return Category, ""
	}
	return Number, ""
}

func categoryRole(c *frame.Column) (Role, string) {
	counts, missing := make([]int, len(c.Levels)), false
	for _, code := range c.Codes {
		if code < 0 {
			missing = true
		} else {
			counts[code]++
		}
	}
	var levels []string
	for i, n := range counts {
		if n > 0 {
			levels = append(levels, c.Levels[i])
		}
	}
	switch {
	case len(levels) == 0:
		return Constant, "it is empty"
	case len(levels) == 1 && !missing:
		return Constant, "every row has the same value"
	case areIntervals(levels):
		return Interval, ""
	case areCodes(levels):
		return Code, ""
	}
	return Category, ""
}

// areCodes tells levels that share their first characters as codes of a
// classification do: nearly all of the form, and several to a beginning.
func areCodes(levels []string) bool {
	if len(levels) < fewestCode {
		return false
	}
	formed, begin := 0, map[string]bool{}
	for _, l := range levels {
		if codeForm.MatchString(l) {
			formed++
		}
		begin[codeKey(l, 2)] = true
	}
	return formed*10 >= len(levels)*9 && len(begin)*2 <= len(levels)
}

// asCategory reads whole numbers as the words that write them.
func asCategory(c *frame.Column) frame.Column {
	place := map[float32]int32{}
	var values []float32
	for _, v := range c.Numbers {
		if _, known := place[v]; v == v && !known {
			place[v] = 0
			values = append(values, v)
		}
	}
	slices.Sort(values)
	out := frame.Column{Name: c.Name, Kind: frame.Category, Codes: make([]int32, len(c.Numbers))}
	for i, v := range values {
		place[v] = int32(i)
		out.Levels = append(out.Levels, strconv.FormatFloat(float64(v), 'f', -1, 32))
	}
	for i, v := range c.Numbers {
		out.Codes[i] = -1
		if v == v {
			out.Codes[i] = place[v]
		}
	}
	return out
}
