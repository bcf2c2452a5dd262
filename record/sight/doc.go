// Package sight says what of the shared record somebody may see: a rule over what a
// resource is and how the people it is about are related to whoever looks.
//
// Policies are written in Cedar and decided by package access. What they leave open
// once it is known who looks, and what for, becomes such a rule, so that the record
// can ask it of every resource of a search inside of its SQL (package record), and
// pages of what they hold in memory (Rule.Holds). Filtering afterwards would leak by
// totals, by the order of a page, by what is included and by what a chain finds.
package sight
