package live

import (
	"encoding/json"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record"
	"continuum/record/definition"
	"continuum/store"
)

var (
	patientType   = definition.ResourceOf("Patient")
	encounterType = definition.ResourceOf("Encounter")
)

// keeper writes what one message says, in one transaction.
type keeper struct {
	*record.Record
	tx      *store.Tx
	w       *record.Writer
	partner place.Partner
	at      time.Time
	met     map[string]held // resources by their partner's id and type
	most    int             // statements of a person before they are pruned
}

// keep notes statements and brings the resources that they are about up to date.
// Where nothing is new nothing is touched.
func (k *keeper) keep(all []statement) error {
	var people, visits []string
	merge := false
	for i := range all {
		s := &all[i]
		fresh, err := k.note(s)
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		merge = merge || s.content.Into != ""
		if s.about == ofVisit {
			visits = append(visits, s.id)
		} else {
			people = append(people, s.id)
		}
	}
	if merge {
		var err error
		if people, err = k.related(people); err != nil {
			return err
		}
	}
	for _, id := range people {
		if err := k.person(id); err != nil {
			return err
		}
	}
	for _, id := range visits {
		if err := k.visit(id); err != nil {
			return err
		}
	}
	return k.w.Flush()
}

// note keeps a statement, and tells whether it was not there.
func (k *keeper) note(s *statement) (bool, error) {
	text, err := json.Marshal(s.content)
	if err != nil {
		return false, fault.Wrap(err, "noting what a message says")
	}
	n, err := k.tx.Exec(`INSERT INTO live_statement (partner, about, id, digest, said, sent, control, event, content)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		s.partner, string(s.about), s.id, s.sum(text), s.said.UnixMicro(), s.sent.UnixMicro(), s.control, s.event, string(text))
	return n > 0, err
}

// said reads all that was said of a person or a visit.
func (k *keeper) said(of about, id string) ([]statement, error) {
	var all []statement
	for row, err := range k.tx.Query("SELECT digest, said, sent, control, event, content FROM live_statement WHERE partner = $1 AND about = $2 AND id = $3", k.partner.ID, string(of), id) {
		s := statement{partner: k.partner.ID, about: of, id: id}
		var said, sent int64
		var text string
		if err == nil {
			err = row.Scan(&s.digest, &said, &sent, &s.control, &s.event, &text)
		}
		if err == nil {
			err = json.Unmarshal([]byte(text), &s.content)
		}
		if err != nil {
			return nil, fault.Wrap(err, "reading what messages said")
		}
		s.said, s.sent = time.UnixMicro(said).UTC(), time.UnixMicro(sent).UTC()
		all = append(all, s)
	}
	return all, nil
}

// folded reads what follows from all that was said of a person.
func (k *keeper) folded(id string) (person, error) {
	all, err := k.said(ofPerson, id)
	return foldPerson(all), err
}

// related adds to people those whose merges with them may stand or fall.
func (k *keeper) related(people []string) ([]string, error) {
	seen := map[string]bool{}
	var out []string
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	for _, id := range people {
		add(id)
	}
	for _, id := range people {
		p, err := k.folded(id)
		if err != nil {
			return nil, err
		}
		for _, other := range p.others {
			add(other)
		}
	}
	return out, nil
}

// person brings a Patient up to date.
func (k *keeper) person(id string) error {
	all, err := k.said(ofPerson, id)
	if err != nil {
		return err
	}
	p := foldPerson(all) // in order now
	if err := k.prune(id, all); err != nil {
		return err
	}
	h, err := k.hold(patientType, id)
	if err != nil {
		return err
	}
	links, others, err := k.merges(id, h.Key, &p)
	if err != nil {
		return err
	}
	n, err := patientOf(h.node, k.partner, id, &p, links, others)
	if err != nil {
		return err
	}
	return k.put(h.Key, n)
}

// merges gives the merges of a person that are in force, and whom they ever named.
// Where another system has both ids in one resource there is nothing to link.
func (k *keeper) merges(id string, own record.Key, p *person) (links []joined, others []string, err error) {
	keys := map[string]string{}
	for _, other := range p.others {
		h, err := k.hold(patientType, other)
		if err != nil {
			return nil, nil, err
		}
		if h.Key != own {
			keys[other] = h.String()
			others = append(others, h.String())
		}
	}
	if p.into != "" && keys[p.into] != "" {
		return []joined{{keys[p.into], "replaced-by"}}, others, nil
	}
	p.into = ""
	for _, prior := range p.over {
		q, err := k.folded(prior)
		if err != nil {
			return nil, nil, err
		}
		if q.into == id && keys[prior] != "" {
			links = append(links, joined{keys[prior], "replaces"})
		}
	}
	return links, others, nil
}

// visit brings an Encounter up to date.
func (k *keeper) visit(id string) error {
	all, err := k.said(ofVisit, id)
	if err != nil {
		return err
	}
	v, err := foldVisit(all)
	if err != nil {
		return err
	}
	patient, err := k.hold(patientType, v.person)
	if err != nil {
		return err
	}
	h, err := k.hold(encounterType, id)
	if err != nil {
		return err
	}
	n, err := encounterOf(h.node, k.partner, id, patient.String(), &v)
	if err != nil {
		return err
	}
	return k.put(h.Key, n)
}
