package synth

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// file is one output of the generator.
type file int

const (
	patientsFile file = iota
	encountersFile
	conditionsFile
	medicationsFile
	observationsFile
	admittedFile
	outpatientsFile
	emergencyFile
	ambulanceFile
	communityFile
	mentalFile
	socialFile
	housingFile
	sessionsSheet
	statementsSheet
	postcodesFile
	whoFile // truth from here
	yearlyFile
	effectsFile
	peopleFile
	files
)

// shape says where a file goes and how it begins. Sheets have no path of their
// own: they become one workbook.
var shapes = [files]struct{ path, header string }{
	patientsFile:     {"gp/patients.ndjson.gz", ""},
	encountersFile:   {"gp/encounters.ndjson.gz", ""},
	conditionsFile:   {"gp/conditions.ndjson.gz", ""},
	medicationsFile:  {"gp/medications.ndjson.gz", ""},
	observationsFile: {"gp/observations.ndjson.gz", ""},
	admittedFile:     {"acute/admitted.csv.gz", admittedHeader},
	outpatientsFile:  {"acute/outpatients.csv.gz", outpatientsHeader},
	emergencyFile:    {"acute/emergency.csv.gz", emergencyHeader},
	ambulanceFile:    {"ambulance/incidents.csv.gz", ambulanceHeader},
	communityFile:    {"community/contacts.csv.gz", communityHeader},
	mentalFile:       {"mental_health/contacts.csv.gz", mentalHeader},
	socialFile:       {"social_care/client_level.csv.gz", socialHeader},
	housingFile:      {"housing/tenancies.csv", housingHeader},
	sessionsSheet:    {"", sessionsHeader},
	statementsSheet:  {"", statementsHeader},
	postcodesFile:    {"geography/postcodes.csv.gz", "pcds,lsoa21cd,imd_decile,in_use\n"},
	whoFile:          {"who_is_who.csv.gz", "source,local_id,person\n"},
	yearlyFile:       {"yearly_rate.csv.gz", "person,year_start,emergency_admissions\n"},
	effectsFile:      {"programme_effects.csv.gz", "programme,person,outcome,rate_ratio,enrolled_month\n"},
	peopleFile:       {"people.csv.gz", "person,nhs_number,given_name,family_name,birth_date,sex,ethnicity,imd_decile,death_date,conditions,frailty\n"},
}

func (f file) truth() bool { return f >= whoFile }
func (f file) sheet() bool { return f == sessionsSheet || f == statementsSheet }
func (f file) packed() bool {
	return strings.HasSuffix(shapes[f].path, ".gz")
}

// sheaf is one block's share of every file: rows as text, then packed.
type sheaf struct {
	text   [files][]byte
	rows   [files]int
	people int
	packed [files]bytes.Buffer
	zip    *gzip.Writer
}

func newSheaf() *sheaf {
	zip, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a constant that exists
	return &sheaf{zip: zip}
}

func (s *sheaf) reset(first bool) {
	for f := range s.text {
		s.text[f], s.rows[f] = s.text[f][:0], 0
		s.packed[f].Reset()
		if first && !file(f).sheet() {
			s.text[f] = append(s.text[f], shapes[f].header...)
		}
	}
	s.people = 0
}

// pack compresses each file's share into a gzip member of its own; members
// simply follow one another in the file.
func (s *sheaf) pack() error {
	for f := range s.text {
		if !file(f).packed() || len(s.text[f]) == 0 {
			continue
		}
		s.zip.Reset(&s.packed[f])
		if _, err := s.zip.Write(s.text[f]); err != nil {
			return err
		}
		if err := s.zip.Close(); err != nil {
			return err
		}
	}
	return nil
}

// row builds one delimited line.
type row struct {
	b   []byte
	sep byte
}

func (s *sheaf) row(f file, sep byte) row { return row{s.text[f], sep} }

// end closes the line and puts it in the sheaf.
func (s *sheaf) end(f file, r row) {
	r.b[len(r.b)-1] = '\n'
	s.text[f] = r.b
	s.rows[f]++
}

// text adds a cell, quoted where the separator or a quote is in it.
func (r *row) text(v string) {
	if strings.IndexByte(v, r.sep) < 0 && strings.IndexByte(v, '"') < 0 {
		r.b = append(append(r.b, v...), r.sep)
		return
	}
	r.b = append(r.b, '"')
	r.b = append(r.b, strings.ReplaceAll(v, `"`, `""`)...)
	r.b = append(r.b, '"', r.sep)
}

func (r *row) int(n int) { r.b = append(strconv.AppendInt(r.b, int64(n), 10), r.sep) }

// event adds an event's id: prefix, person, serial.
func (r *row) event(prefix string, n, serial int) {
	r.b = append(r.b, prefix...)
	r.b = strconv.AppendInt(r.b, int64(n), 10)
	r.b = append(r.b, '-')
	r.b = append(strconv.AppendInt(r.b, int64(serial), 10), r.sep)
}

// money adds pounds with two decimals.
func (r *row) money(pence int64) {
	r.b = strconv.AppendInt(r.b, pence/100, 10)
	r.b = append(two(append(r.b, '.'), int(pence%100)), r.sep)
}

// day adds a date written by form, or nothing for never.
func (r *row) day(d Day, form func([]byte, Day) []byte) {
	if d < never {
		r.b = form(r.b, d)
	}
	r.b = append(r.b, r.sep)
}

// moment adds a date and a time, or nothing when beyond the window's end.
func (r *row) moment(m Minute, form func([]byte, Day) []byte, between byte) {
	if d := m.day(); m > 0 && d <= WindowEnd {
		r.b = appendClock(append(form(r.b, d), between), m)
	}
	r.b = append(r.b, r.sep)
}

func (r *row) sex(c byte, words [4]string) {
	switch c {
	case '1':
		r.text(words[0])
	case '2':
		r.text(words[1])
	case '9':
		r.text(words[3])
	default:
		r.text(words[2])
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
