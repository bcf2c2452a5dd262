package splink

import (
	"maps"
	"slices"
)

// signature says what a function or operator takes and gives. Those that take
// several kinds have a settle function instead, which types the node.
type signature struct {
	takes  []kind
	least  int // arguments that must be there
	gives  kind
	consts int // first argument that must be a literal, if not 0; so must those after it
	settle func(*parser, *node)
}

// many is the number of arguments of what takes any number.
var many = slices.Repeat([]kind{kAnything}, 1000)

var (
	twoTexts = []kind{kText, kText}
	anyTwo   = many[:2]
)

// signatures lists every function and operator of a condition.
var signatures = map[string]signature{
	"and": {many, 2, kTruth, 0, settleTruths}, "or": {many, 2, kTruth, 0, settleTruths}, "not": {[]kind{kTruth}, 1, kTruth, 0, nil},
	"=": {anyTwo, 2, kTruth, 0, settleComparison}, "<>": {anyTwo, 2, kTruth, 0, settleComparison},
	"<": {anyTwo, 2, kTruth, 0, settleComparison}, "<=": {anyTwo, 2, kTruth, 0, settleComparison},
	">": {anyTwo, 2, kTruth, 0, settleComparison}, ">=": {anyTwo, 2, kTruth, 0, settleComparison},
	"in": {many, 2, kTruth, 0, settleIn}, "is null": {many[:1], 1, kTruth, 0, nil},
	"+": {anyTwo, 2, kReal, 0, settleArithmetic}, "-": {anyTwo, 2, kReal, 0, settleArithmetic},
	"*": {anyTwo, 2, kReal, 0, settleArithmetic}, "/": {anyTwo, 2, kReal, 0, settleArithmetic},
	"negative": {many[:1], 1, kReal, 0, settleSameNumber}, "abs": {many[:1], 1, kReal, 0, settleSameNumber},
	"||": {anyTwo, 2, kText, 0, settleTexts}, "concat": {many, 1, kText, 0, settleTexts},
	"coalesce": {many, 1, noKind, 0, settleCoalesce}, "nullif": {anyTwo, 2, noKind, 0, settleNullif},

	"jaro_similarity": {twoTexts, 2, kReal, 0, nil}, "jaro_winkler_similarity": {twoTexts, 2, kReal, 0, nil},
	"levenshtein": {twoTexts, 2, kWhole, 0, nil}, "damerau_levenshtein": {twoTexts, 2, kWhole, 0, nil},
	"jaccard": {twoTexts, 2, kReal, 0, nil},
	"lower":   {[]kind{kText}, 1, kText, 0, nil}, "upper": {[]kind{kText}, 1, kText, 0, nil},
	"trim": {[]kind{kText}, 1, kText, 0, nil}, "substr": {[]kind{kText, kWhole, kWhole}, 2, kText, 0, nil},
	"regexp_extract": {[]kind{kText, kText, kWhole}, 2, kText, 1, settlePattern},
	"strptime":       {twoTexts, 2, kMoment, 1, settleFormat}, "try_strptime": {twoTexts, 2, kMoment, 1, settleFormat},
	"epoch": {[]kind{kMoment}, 1, kReal, 0, nil}, "date_diff": {[]kind{kText, kMoment, kMoment}, 3, kWhole, 0, settleUnit},
	"length": {many[:1], 1, kWhole, 0, settleLength}, "array_length": {[]kind{kList}, 1, kWhole, 0, nil},
	"list_intersect": {[]kind{kList, kList}, 2, kList, 0, nil}, "string_split": {twoTexts, 2, kList, 1, nil},
	"sin": {[]kind{kReal}, 1, kReal, 0, nil}, "cos": {[]kind{kReal}, 1, kReal, 0, nil}, "acos": {[]kind{kReal}, 1, kReal, 0, nil},
	"asin": {[]kind{kReal}, 1, kReal, 0, nil}, "sqrt": {[]kind{kReal}, 1, kReal, 0, nil}, "radians": {[]kind{kReal}, 1, kReal, 0, nil},
}

// operators are the signatures that are not called by name.
var operators = map[string]bool{
	"and": true, "or": true, "not": true, "=": true, "<>": true, "<": true, "<=": true, ">": true, ">=": true,
	"in": true, "is null": true, "+": true, "-": true, "*": true, "/": true, "negative": true, "||": true,
}

// sameAs gives the one name used here of functions that have several.
var sameAs = map[string]string{
	"substring": "substr", "len": "length", "array_intersect": "list_intersect", "list_length": "array_length",
	"str_split": "string_split", "datediff": "date_diff", "lcase": "lower", "ucase": "upper",
}

// functionNames lists what can be called, for people.
func functionNames() []string {
	names := []string{"cast", "try_cast"}
	for name := range maps.Keys(signatures) {
		if !operators[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
