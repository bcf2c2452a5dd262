// Package rights keeps what people may ask of those who hold their record, and lets
// it be answered: to see everything held about them and take it with them, to have it
// corrected, to object to sharing, to restrict it, to have it erased. In a partnership
// no single partner holds the record, so somebody must count the days for all of them.
//
// The rights are those of the UK GDPR, articles 15 to 18, 20 and 21; a request is
// answered within a calendar month, or three where that is said and why (article 12(3),
// counted as the Information Commissioner's Office does). How long each section of a
// record is kept the place declares in access/access.yaml, from the Records Management
// Code of Practice or what else binds it.
//
// # Erasure
//
// What is erased is gone: every version, whatever it was found by, whom it was about.
// A tombstone stays, so that what pointed there learns that it is gone, and the entries
// of the audit, which never held contents. An erasure first notes in one transaction
// all that is to go, then takes it away in steps, each with its entry of the audit, and
// goes on where it was stopped. A legal hold stops it between two steps. Of a whole
// record the person's own account ends first.
//
// What is about somebody else too, such as a group, is theirs as well and stays. What
// partners' extracts say of an erased person would come back with the next build, so
// their registrations are suppressed: builds leave them out (Suppression).
package rights
