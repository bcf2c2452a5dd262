// Package show writes facts the way care staff are used to reading them. A name
// in the wrong order, an age that is a year out or an NHS number that breaks
// over two lines costs a partnership a mistaken identity, so each form is one
// pure function with its own test, and every page uses these and no others.
//
// The forms follow the NHS Common User Interface guidance (patient name, date,
// NHS number and patient banner; Open Government Licence) and the NHS digital
// service manual: staff read "SMITH, Mary (Mrs)", born 09-Nov-1938; people read
// "Mrs Mary Smith", 9 November 1938.
package show
