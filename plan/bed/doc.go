// Package bed is the arithmetic of who is in the hospital beds, who could be elsewhere,
// and for whom they wait.
//
// More than a third of older people who are ready to leave stay on, for days (36.7% of 158,
// on average 4.8 days: PMC2639588), and a board that says "delayed" without saying for whom
// since when moves nobody. So the questions are answered here once, by rules that a ward, a
// council and a hospital can check by hand; stores and pages only ask.
//
// # Ready since when
//
// Each day of a stay has one answer: does the person meet a criterion to reside, that is,
// need this bed? The discharge-ready date is the first day of the unbroken run of "no" that
// reaches the last day (NHS England, Discharge Ready Date): a relapse resets it, and who
// meets a criterion on the last day has none. The delay is the days from it to the discharge
// or census, the length of stay is in nights, and its band the highest of 7, 14 and 21
// reached.
//
//	d, err := bed.Letters(admitted, "RRRNNNNN")   // R meets, N does not, - nobody asked
//	j := d.Judge()                                // ready on day 4, 4 days lost, 7 nights, >=7
//
// A ward answers at its rounds, not at midnight: FromReviews makes the daily answers of
// timestamped reviews. The last review of a day is its answer, a day without one carries the
// answer before it forward, and is said to; before the first review the person is assumed to
// need the bed, and that is said too.
//
// # Waiting for whom
//
// A day is lost from the ready date to the day before the person leaves. Lost shares each
// such day equally among the organisations waited for on it, and each organisation's part
// equally among its reasons: the parts of all add up to the days lost, so no day counts
// twice. A day on which nobody is named is nobody's, and shown. Since says for whom somebody
// waits now, and since when without a break.
//
// # The report
//
// Situation makes the rows of the daily situation report: beds as they stand at 8 am, what
// happened in the 24 hours to the midnight before. A stay counts once however often it was
// sent; corrections count for 14 days, by the moment as of which it is asked.
//
// Criteria, pathways and reasons are code lists of the place (codes/criteria_to_reside.csv,
// codes/discharge_pathway.csv, codes/delay_reason.csv); folder england has what a place in
// England may start from.
package bed
