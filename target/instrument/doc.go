// Package instrument scores people by published instruments: Charlson, Elixhauser,
// the Hospital Frailty Risk Score, PARR-30, the Cambridge Multimorbidity Score, the
// electronic Frailty Index, LACE, HOSPITAL, ambulatory-care-sensitive conditions and
// CMS-HCC.
//
// A care partnership needs scores that others can check before it needs its own: they
// say how a cohort compares, how well a learned model does beside what is published,
// and whom a service that was agreed by such a score is for. An instrument is two
// files in a form of our own, read by one loader whether it is published here (folder
// files) or is a place's own (folder instruments of the place): a YAML file with its
// title, source, validity, window of time, items, terms and bands, and a CSV table
// with its conditions, their codes and weights. A place adds one without code.
//
// # The rule
//
// A condition is present when one of its codes is: dots and spaces are taken out of
// codes, letters are made capitals, and a code then matches by its beginning, or whole
// where the file says `match: exact`. A row of the table may ask for more: the
// position of the diagnosis, another diagnosis or procedure that must or must not be
// there, a sex, an age. Where the file has a hierarchy, a condition clears milder ones.
// A score adds a constant, the weights of the conditions left, each once, and the
// terms of its items; it may be divided, bounded, made a probability and rounded, in
// that order, and be put into bands. Weights add up exactly, in millionths. CMS-HCC
// adds demographic cells, counts and interactions by segments (hcc.go).
//
// Each file names its papers. Sources of the rules: Quan 2005 and 2011 (Charlson and
// Elixhauser by ICD-10), van Walraven 2009, Sharma 2021, Gilbert 2018 (HFRS), Billings
// 2012 (PARR-30), Payne 2020 (Cambridge), Clegg 2016 (eFI), van Walraven 2010 (LACE),
// Donzé 2016 (HOSPITAL), NHS Institute 2008 (ACSC), CMS (HCC V24 and V28).
//
// # Use
//
// Load reads files into a Set; Compile makes an Engine of the instruments chosen; each
// goroutine takes a Lane of it and hands it the codes of a person one by one, in any
// order, then asks for the Outcome of each instrument. All instruments are scored in
// one pass: each distinct code is judged once and becomes a few bits to set.
package instrument
