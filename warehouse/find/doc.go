// Package find is the search box of a care partnership: whoever answers the
// door, the phone or the ambulance radio types what they have - part of a
// name, a date of birth, an NHS number, a postcode - and gets the person,
// however a partner once spelt them. A wrong or missed person is a safety
// matter, so every hit says why it was found, and everything asked must match
// something before anything less is offered.
//
// Method: sorted dictionaries of the distinct values, each with the list of
// people who bear it (an inverted index; Zobel and Moffat, ACM Computing
// Surveys 38, 2006). A prefix is then one run of the dictionary and one run of
// people. Mistyped names are found by one pass over the distinct names, cut
// short by a mask of letters and judged by a bit-parallel edit distance; names
// heard over the phone by Soundex. Each part of a query marks people in a
// dense array, one cell a person; ranking reads the arrays side by side.
package find
