package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"continuum/access"
	"continuum/access/rights"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
	"continuum/warehouse"
	"continuum/web/show"
)

// sharingView is who sees somebody's record now, and why, and what can be changed.
type sharingView struct {
	sent
	URL      string
	Own      bool
	Done     string
	Sees     []seerView  // by their work
	Given    []givenView // because it was shared with them
	Closed   []givenView // to whom it is closed
	Marks    []markView  // that the actor may set
	Shares   []choice    // sections that the actor may share
	Partners []choice    // with whom, or to whom it can be closed
	Requests []askedView // for corrections
	Refuses  bool        // the actor may close it to an organisation
	Asks     bool        // and ask for a correction
	Takes    bool        // and take everything home
	Standing []string    // marks that hold
}

// choice is one thing to choose, and whether it is chosen.
type choice struct {
	ID, Name string
	Chosen   bool
}

// seerView is somebody who sees the record by what they do.
type seerView struct{ Who, Why, Until string }

// givenView is what was shared with somebody, or closed to them.
type givenView struct {
	With, Who string
	What      []string
	Until     string
	Here      bool // by this page, and so taken back here
}

// markView is a mark that can be set or taken back.
type markView struct {
	ID, Name, About string
	Set, Here       bool
}

// askedView is a request that was made.
type askedView struct{ Words, Section, State, Due, Answer string }

func (s *site) sharing(v visit) (content, error) {
	x, err := s.subject(v)
	if err != nil {
		return content{}, err
	}
	return s.sharingPage(v, x, sent{})
}

func (s *site) sharingPage(v visit, x *subject, filled sent) (content, error) {
	if !x.mayShare() {
		return content{}, s.refused(v, audit.Entry{Action: "read", Type: "Consent", People: []string{x.key}}, "share")
	}
	all, asked, err := s.relationsOf(v, x)
	if err != nil {
		return content{}, err
	}
	p := s.sharingOf(v, x, all)
	p.sent, p.Requests, p.Done = filled, asked, doneWords(v)
	if err := s.note(v, audit.Entry{Action: "read", Type: "Consent", People: []string{x.key}}); err != nil {
		return content{}, err
	}
	c := content{Title: "Sharing and consent", Banner: s.bannerOf(v, x), Body: sharingPage(p)}
	if filled.Problem != "" {
		c.Status = http.StatusBadRequest
	}
	return c, nil
}

// relationsOf reads all relations that hold, and what was asked for.
func (s *site) relationsOf(v visit, x *subject) (all []record.Relation, asked []askedView, err error) {
	err = s.access.DB.Read(v.Context(), func(tx *store.Tx) (err error) {
		if all, err = s.access.Record.Relations(tx, x.key); err != nil || s.access.Rights == nil || !x.asks() {
			return err
		}
		requests, err := s.access.Rights.Requests(tx, rights.Query{Person: x.key, Ended: true})
		asked = nil
		for _, q := range requests {
			asked = append(asked, askedOf(q))
		}
		return err
	})
	if err == nil && s.access.Built != nil {
		var built []record.Relation
		built, err = s.access.Built.RelationsOf(v.Context(), x.key)
		all = append(all, built...)
	}
	return all, asked, fault.Wrap(err, "reading who sees a record")
}

var requestStates = map[string]string{rights.Received: "Waiting", rights.WithPartner: "With the organisation that wrote it", rights.Done: "Done", rights.Refused: "Refused"}

func askedOf(q rights.Request) askedView {
	return askedView{
		Words: cmp.Or(q.Words, show.Words(q.Kind)), Section: sectionWords(q.Section), State: cmp.Or(requestStates[q.State], q.State),
		Due: show.StaffDate(q.Due), Answer: q.Answer,
	}
}

// sharingOf lays out who sees a record.
func (s *site) sharingOf(v visit, x *subject, all []record.Relation) sharingView {
	p := sharingView{URL: x.url(), Own: x.isSelf(), Marks: x.marks(all), Refuses: x.refuses(), Asks: x.asks() && s.access.Rights != nil, Takes: s.takes(x)}
	named := s.teller(v)
	if x.may(access.Share, patientType).Allowed {
		p.Shares = x.shares()
		for i := range all {
			p.take(named, &all[i])
		}
	}
	if p.Shares != nil || p.Refuses {
		p.Partners = partnerChoices(v.Overview.Partners)
	}
	for _, m := range marks {
		if x.parties.Has(sight.Party{Kind: m.id}) {
			p.Standing = append(p.Standing, m.holds)
		}
	}
	return p
}

func partnerChoices(all []warehouse.PartnerCount) (list []choice) {
	for _, p := range all {
		if p.Sector != "reference" {
			list = append(list, choice{ID: p.ID, Name: p.Name})
		}
	}
	return list
}

// take adds a relation to the list that it belongs to.
func (p *sharingView) take(t *teller, r *record.Relation) {
	section, shared := strings.CutPrefix(r.Party.Kind, sight.Shared)
	switch {
	case shared:
		p.Given = given(p.Given, t, r, section, shareOrigin(r.Party.Of))
	case r.Party.Kind == sight.Refused:
		p.Closed = given(p.Closed, t, r, "", refuseOrigin(r.Party.Of))
	case kindWords[r.Party.Kind] != "":
		seer := seerView{t.party(r.Party), kindWords[r.Party.Kind], t.site.clock(r.Until)}
		if !slices.Contains(p.Sees, seer) {
			p.Sees = append(p.Sees, seer)
		}
	}
}

// kindWords say why somebody with a relation sees a record.
var kindWords = map[string]string{
	sight.Registered: "The GP practice where they are registered", sight.CareTeam: "In the care team", sight.Caseload: "Looks after them now", sight.Referred: "They were referred there", sight.Suggested: "Help was suggested for them there",
	sight.Admitted: "The hospital where they are, or were until lately", sight.Ward: "The ward where they are",
	sight.Claimed: "Said that they look after the person", sight.BreakGlass: "Opened the record in an emergency",
}

// given adds what is shared with one party to one line.
func given(list []givenView, t *teller, r *record.Relation, section, origin string) []givenView {
	until, here := t.site.lastDay(r.Until), r.Origin == origin
	at := slices.IndexFunc(list, func(g givenView) bool { return g.With == r.Party.Of && g.Until == until && g.Here == here })
	if at < 0 {
		list, at = append(list, givenView{With: r.Party.Of, Who: t.party(r.Party), Until: until, Here: here}), len(list)
	}
	if section != "" && section != "demographics" {
		list[at].What = append(list[at].What, sectionWords(section))
	}
	return list
}

// lastDay is until when something is shared: the day before where it ends at midnight.
func (s *site) lastDay(t time.Time) string {
	if at := t.In(s.now().Location()); !t.IsZero() && at.Equal(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())) {
		return show.StaffDate(at.AddDate(0, 0, -1))
	}
	return s.clock(t)
}

// party names one side of a relation in words.
func (t *teller) party(p sight.Party) string {
	name, known := t.site.access.Names[p.Of]
	partner, ward, isWard := strings.Cut(p.Of, "/")
	switch _, isPartner := t.partners[p.Of]; {
	case known:
		return name
	case isPartner:
		return t.partners.name(p.Of)
	case strings.HasPrefix(p.Of, nobodyYet):
		return strings.TrimPrefix(p.Of, nobodyYet)
	case p.Kind == sight.Ward && isWard:
		return ward + ", " + t.partners.name(partner)
	case p.Kind == sight.Registered:
		return t.practice(p.Of)
	case strings.HasPrefix(p.Kind, sight.Shared), p.Kind == sight.Refused:
		return t.signsIn(p.Of)
	case p.Kind == sight.Claimed, p.Kind == sight.BreakGlass, p.Kind == sight.CareTeam && !strings.Contains(p.Of, "/"):
		return t.account(p.Of)
	}
	return p.Of
}

// signsIn is the name by which an account signs in: what the person wrote to share with
// it, so that it looks as one that nobody has.
func (t *teller) signsIn(id string) string {
	if t.site.access.Accounts != nil {
		if a, err := t.site.access.Accounts.Get(t.ctx, id); err == nil {
			return a.Name
		}
	}
	return id
}

// shares are the sections that the actor may let others see.
func (x *subject) shares() (list []choice) {
	for _, section := range shareable {
		if x.may(access.Share, typeOf[section]).Allowed {
			list = append(list, choice{ID: section, Name: sectionWords(section)})
		}
	}
	return list
}

// typeOf is a type of FHIR of each section that can be shared.
var typeOf = map[string]string{
	"plan": "CarePlan", "visits": encounterType, "referrals": "ServiceRequest", "conditions": "Condition", "medicines": "MedicationStatement",
	"measurements": "Observation", "procedures": "Procedure", "documents": "DocumentReference", "consent": "Consent",
}

// refuses tells whether the actor may close the record to an organisation: the person
// alone, and who may mark it for them.
func (x *subject) refuses() bool { return x.isSelf() && x.may(access.Mark, patientType).Allowed }

// asks tells whether the actor may ask for a correction: the person, and who may share
// for them.
func (x *subject) asks() bool { return x.isSelf() || x.may(access.Share, patientType).Allowed }

// marks are those that there are: whose they are to set, and in what words.
var marks = []struct {
	id, name, about, holds string
	own                    bool // the person's to set
}{
	{sight.Dissent, "Do not share my record", "Then only your GP practice and you see it, and who opens it in an emergency.", "The person does not want the record shared.", true},
	{sight.OptedOut, "No research or planning", "Then what is known of you is not used for research or planning, even without your name.", "Not used for research or planning.", true},
	{sight.Sealed, "Seal the record", "Then nobody but the person and their GP finds it. For whoever must not be found, such as a witness under protection.", "The record is sealed.", false},
	{sight.Prominent, "A person many know", "Then every look at the record is reviewed.", "Every look is reviewed.", false},
}

// marks gives those that the actor may set.
func (x *subject) marks(all []record.Relation) (list []markView) {
	if !x.may(access.Mark, patientType).Allowed {
		return nil
	}
	for _, m := range marks {
		if m.own != x.isSelf() {
			continue
		}
		here := slices.ContainsFunc(all, func(r record.Relation) bool { return r.Party.Kind == m.id && r.Origin == "mark:"+m.id })
		list = append(list, markView{m.id, m.name, m.about, x.parties.Has(sight.Party{Kind: m.id}), here})
	}
	return list
}

// chosen tells whether a section was ticked in the form that came back.
func (p *sharingView) chosen(section string) bool {
	return slices.Contains(p.Values["section"], section)
}

// dashed is a text, or a dash for none.
func dashed(text string) string { return cmp.Or(text, "–") }
