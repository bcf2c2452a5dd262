// Package synth makes synthetic places with known truth. A care partnership must
// be able to try linkage, targeting, payment and evaluation before it may touch
// a person's record, and must be able to say how wrong each of them is: only a
// place whose truth is known (who is who, who was going to be admitted, what a
// programme did for each person) can tell. Nobody in it is real.
//
// People live in households of a block of streets. Each has a persistent
// frailty from which long-term conditions come with age, and passing illness
// that fades over months; both, with the published rates by age, sex and
// deprivation, drive what happens in every service for three years from
// 1 November 2023. Person-level spread follows Dixon et al. (BMJ
// 2011;343:d6608), rates follow Asaria (CHE Research Paper 147), and the way
// partners write people down follows what linkage studies report. The result
// is nine extracts in the shapes partners really send, a postcode directory and,
// in another folder, the truth.
//
// Everything is made from streams keyed by seed and block, so any number of
// workers on any machine gives the same bytes, and no more than a few blocks are
// ever in memory.
//
// # Mrs Smith
//
// Mrs Mary Smith, born 9 November 1938, is in every place, whatever its size and
// seed: person P0000000, a widow on the third floor of a council block with
// COPD, heart failure, diabetes and early dementia; her daughter Joan Carter
// (P0000001) cares for her. Nine extracts hold rows of hers under five
// spellings (Mary Smith, M Smyth, Molly Smith, Marie Smith, Molly Smyth). On
// 3 October 2026 she falls: ambulance, emergency department, seven days in a bed
// of which four waiting for home care, nine days on the virtual ward, fourteen
// hours of home care a week, the lift mended at last, a befriender on Thursdays,
// and I-statements that move from 4 to 8 of 10.
package synth
