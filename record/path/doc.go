// Package path is FHIRPath: the small language in which FHIR says what a search
// parameter indexes, what an invariant demands and what a view shows. A care
// partnership's shared record is searched, checked and counted by expressions
// that others wrote, so they must mean here exactly what they mean elsewhere.
//
// Compile turns a text into closures once; the expression is then run by any
// number of goroutines over resource trees, without generated types and without
// collections between the steps: each step pushes what it finds to the next one
// and the last one to the caller. Since no expression can call itself, every
// place that needs a buffer has its own in a pooled run, so that typical search
// expressions allocate nothing but their result.
//
// Source: FHIRPath 3.0 (HL7/FHIRPath, input/pages/index.md), whose normative
// part is FHIRPath 2.0.0 (N1), with what FHIR R4 adds (fhirpath.html: resolve,
// extension, hasValue, the choice elements). Decimals are exact; units follow
// UCUM as far as the table of unittable.go goes.
//
// Where R4 practice and the text differ, R4 is followed: "as" and "ofType" take
// several items and match primitive types exactly (dom-3 asks for canonical, uri
// and url one by one), while "is" and complex types accept subtypes; the
// condition of iif() must be a Boolean, as the official tests have it.
package path
