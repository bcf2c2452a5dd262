package warehouse

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sort"

	"continuum/internal/fault"
)

// cards hold one banner a person, in the order of the ids, so that a search
// result is a few reads of a file and not a question to the engine: the persons
// as JSON one behind another, the offset of each and of the end, their number;
// numbers are 8 bytes, little endian.
type cards struct {
	file   *os.File
	people int
	table  int64 // where the offsets begin
}

const word = 8 // bytes of a number in the file

const everybody = `SELECT person_id, coalesce(nhs_number, ''), coalesce(title, ''), coalesce(given_name, ''), coalesce(family_name, ''),
	birth_date, death_date, sex, coalesce(ethnicity, ''), coalesce(address, ''), coalesce(postcode, ''), coalesce(phone, ''), coalesce(email, ''),
	coalesce(gp_practice, ''), coalesce(lsoa, ''), coalesce(imd_decile, 0)
	FROM facts.person JOIN facts.demographic USING (person_id) ORDER BY person_id`

// cards writes the file of a new build.
func (r *run) cards(ctx context.Context) error {
	return writeNew(filepath.Join(r.dir, cardsFile), func(w io.Writer) error {
		return fault.Wrap(r.writeCards(ctx, w), "reading the people")
	})
}

func (r *run) writeCards(ctx context.Context, w io.Writer) error {
	rows, err := r.db.QueryContext(ctx, everybody)
	if err != nil {
		return err
	}
	defer rows.Close()
	offsets := []uint64{0}
	for rows.Next() {
		p, err := scanPerson(rows.Scan)
		if err != nil {
			return err
		}
		card, err := json.Marshal(p)
		if err != nil {
			return err
		}
		if _, err := w.Write(card); err != nil {
			return err
		}
		offsets = append(offsets, offsets[len(offsets)-1]+uint64(len(card)))
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return binary.Write(w, binary.LittleEndian, append(offsets, uint64(len(offsets)-1)))
}

func scanPerson(scan scanner) (p Person, err error) {
	var born, died sql.NullTime
	err = scan(&p.ID, &p.NHSNumber, &p.Title, &p.GivenName, &p.FamilyName, &born, &died, &p.Sex, &p.Ethnicity,
		&p.Address, &p.Postcode, &p.Phone, &p.Email, &p.GPPractice, &p.LSOA, &p.IMDDecile)
	p.BirthDate, p.DeathDate = born.Time, died.Time
	return p, err
}

// openCards opens the file of a finished build.
func openCards(path string) (*cards, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unavailable(path, "cannot be read", err)
	}
	c := &cards{file: f}
	info, err := f.Stat()
	if err != nil || info.Size() < 2*word {
		_ = f.Close()
		return nil, damaged(path, err)
	}
	people, err := c.number(info.Size() - word)
	c.people = int(people)
	c.table = info.Size() - word - (people+1)*word
	if err != nil || people < 0 || c.table < 0 {
		_ = f.Close()
		return nil, damaged(path, err)
	}
	return c, nil
}

func damaged(path string, err error) error {
	return &fault.Error{Code: fault.Internal, File: path, Reason: "is damaged", Err: err, Fix: "roll back to another build"}
}

func (c *cards) number(at int64) (int64, error) {
	var b [word]byte
	_, err := c.file.ReadAt(b[:], at)
	return int64(binary.LittleEndian.Uint64(b[:])), err
}

// person reads the i-th banner.
func (c *cards) person(i int) (p Person, err error) {
	from, err := c.number(c.table + int64(i)*word)
	if err != nil {
		return p, damaged(c.file.Name(), err)
	}
	to, err := c.number(c.table + int64(i+1)*word)
	if err != nil || from < 0 || to < from || to > c.table {
		return p, damaged(c.file.Name(), err)
	}
	card := make([]byte, to-from)
	if _, err := c.file.ReadAt(card, from); err != nil {
		return p, damaged(c.file.Name(), err)
	}
	if err := json.Unmarshal(card, &p); err != nil {
		return p, damaged(c.file.Name(), err)
	}
	return p, nil
}

// find looks a person up by id; false when there is nobody of this id.
func (c *cards) find(id string) (p Person, ok bool, err error) {
	i := sort.Search(c.people, func(i int) bool {
		q, failed := c.person(i)
		err = errors.Join(err, failed)
		return failed != nil || q.ID >= id
	})
	if err != nil || i == c.people {
		return p, false, err
	}
	p, err = c.person(i)
	return p, p.ID == id, err
}
