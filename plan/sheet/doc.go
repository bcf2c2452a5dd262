// Package sheet keeps each person's plan: what they said of themselves, what they need and
// hope for, who does what, and what to do when it goes wrong.
//
// A plan is written by many: the person, a daughter in the evening, a nurse on a ward, a
// social worker two days later. Plans kept as one document each are overwritten by whoever
// saves last, and people stop writing in them. So a plan here is a sheet of entries, one for
// each element of the national standards (plan/standard), each with a version and a history
// of its own, and every field is saved for itself.
//
//	sheets := sheet.Open(db, sheet.Needs{Gate: gate})
//	saved, err := sheets.Set(ctx, person, sheet.Edit{
//		Standard: "AboutMe", Element: "About Me > About Me record entry > My wellness > About Me response > Free text",
//		Value: "I walk to the allotment on Thursdays.",
//	})
//	need, err := sheets.Add(ctx, person, sheet.New{Standard: "PersonalisedCSP", Element: "Care and support plan > Needs, concerns or problems"})
//	saved, err = sheets.Set(ctx, person, sheet.Edit{Under: need.ID, Element: "Free text", Value: "The stairs"})
//	saved, err = sheets.Set(ctx, person, sheet.Edit{Entry: saved.Entry.ID, Seen: saved.Entry.Version, Value: "The stairs, since the lift broke"})
//	plan, err := sheets.Sheet(ctx, tx, person)
//
// # Nothing that was sent is lost
//
// Whoever writes says which version they saw. Where somebody wrote meanwhile, neither text
// gives way: the one that came later is kept beside the other (Aside), with who wrote it, and
// stays there in sight of all until somebody says which is to stand (Resolve). This is
// compare-and-set with the loser kept, as version vectors keep siblings (DeCandia et al.,
// "Dynamo", SOSP 2007). Every text that Set or Add took is the value, aside, or in the
// history; a text that is refused is still with whoever wrote it, and the error says so.
// Removing takes out of sight, not out of the history. Sending the same again, as a page does
// whose network failed, changes nothing.
//
// # Who may
//
// The place's policies judge a plan as a CarePlan, section plan: who may read it, and who may
// write it, at every call. Whoever must see pseudonyms sees none, for a plan is full of names.
// Each change is an entry of the audit, without what was written, and an event (Changed) with
// ids only. That somebody looked is noted by the face through which they look, as for all
// else of the record.
//
// # Dates in people's own words
//
// A date is kept as it was written, “every Thursday” too, for that is when the action is;
// only what looks like a date and is none, such as 31/02/2027, is refused. Day reads it back.
package sheet
