// Package standard knows what can stand in a plan: the elements of the national record
// standards, as trees of names, cardinalities and types.
//
// A plan that only one partner's system can read is lost when the person moves on. England
// has agreed what a Personalised Care and Support Plan and an About Me hold (Professional
// Record Standards Body, DAPB4022 and the About Me standard), so a plan here is made of
// exactly those elements, and whatever another system writes by the standard finds its
// place. Almost nothing in them is mandatory: an element that may be left out is.
//
// The trees are facts in files of our own (*.outline), one a standard: a line is a name, how
// often it may stand, and of an item its type; two spaces more are one level down.
//
//	Care and support plan 0..1
//	  Strengths 0..*
//	    Free text 0..1 text
//
// A group without children has no elements named by the standard and holds free text.
//
//	s, known := standard.Of("PersonalisedCSP")
//	e, known := s.Find("Care and support plan > Strengths")
package standard
