// Package text holds the string kernels of linkage: folding of names in any
// script to one comparable form, and the comparators that say how alike two
// strings are. Partners of a place write one person's name in many ways; every
// later judgement rests on these few definitions, so they are frozen by test
// vectors. All functions are pure and safe for concurrent use.
package text
