// Package pseudonym lets research and planning see a record without seeing whose it
// is. A partnership may learn from everybody's care only if nobody is recognised by
// it: what leaves bears keyed pseudonyms in the place of ids, and no names.
//
// Three things are told here: what leaves (elements.txt, an allow-list of R4's
// elements; what is not on it goes), under which pseudonyms (HMAC-SHA-256, RFC 2104,
// with a key of the place and the project, so that what two projects hold cannot be
// joined by ids), and what may be asked (what may be seen, and nothing that names
// somebody). It follows the ISO 25237 notion of pseudonymisation and the safe-harbour
// list of HIPAA, 45 CFR 164.514(b)(2), but for the dates of care, which stay: a study
// of care needs them. So this is personal data still, and is lent for a purpose.
package pseudonym
