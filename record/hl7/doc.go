// Package hl7 reads and answers HL7 v2 messages (2.3 to 2.8) in pipe encoding,
// the form in which nearly every hospital tells of admissions, transfers and
// discharges the moment they happen. It follows HL7 v2.8.2, chapter 2: delimiters
// as the message declares them, escapes, repetitions, components, what is absent
// (no change) apart from what is null (two quotation marks: delete), character
// sets, times with their precision, acknowledgements.
//
// A message is a tree over its text: parts are cut where they are asked for.
// Errors name the segment and the field, never what stands in them: that is
// somebody's.
package hl7
