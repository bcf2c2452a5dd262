package worklist

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/check"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/store"
)

// Systems of our own identifiers and codes in what is published.
const (
	assessmentSystem = "urn:continuum:risk-assessment" // PROGRAMME/PERSON
	modelSystem      = "urn:continuum:model"           // NAME|HASH
)

var assessmentType = definition.ResourceOf(ReasonsType)

// assessment is what a list says of a person as a RiskAssessment of FHIR R4.
type assessment struct {
	ResourceType string       `json:"resourceType"`
	Meta         meta         `json:"meta"`
	Identifier   []identifier `json:"identifier"`
	Status       string       `json:"status"`
	Method       concept      `json:"method"`
	Code         concept      `json:"code"`
	Subject      reference    `json:"subject"`
	Occurrence   string       `json:"occurrenceDateTime"`
	Reason       []concept    `json:"reasonCode"`
	Prediction   []prediction `json:"prediction"`
	Mitigation   string       `json:"mitigation,omitempty"`
	Note         []annotation `json:"note,omitempty"`
}

type meta struct {
	Source string `json:"source"` // the programme and the build of its list
}

type identifier struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

type concept struct {
	Coding []coding `json:"coding,omitempty"`
	Text   string   `json:"text"`
}

type coding struct {
	System  string `json:"system"`
	Version string `json:"version,omitempty"`
	Code    string `json:"code"`
}

type reference struct {
	Reference string `json:"reference"`
}

type prediction struct {
	Outcome   concept     `json:"outcome"`
	Percent   json.Number `json:"probabilityDecimal"` // R4 has percentages, at most 100
	Period    period      `json:"whenPeriod"`
	Rationale string      `json:"rationale,omitempty"`
}

type period struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

type annotation struct {
	Text string `json:"text"`
}

// assess says of a person what a list says of them.
func (l *List) assess(p *Proposal) assessment {
	a := assessment{
		ResourceType: ReasonsType, Meta: meta{"urn:continuum:programme:" + l.Programme + "#" + l.Build}, Status: "final", Subject: reference{"Patient/" + strings.TrimPrefix(p.Person, "Patient/")},
		Identifier: []identifier{{assessmentSystem, l.Programme + "/" + p.Person}},
		Method:     concept{[]coding{{modelSystem, l.ModelHash, l.Model}}, "Model " + l.Model + ", version " + l.ModelHash},
		Code:       concept{nil, "Who may be helped by: " + l.Title},
		Occurrence: l.From.Format(time.DateOnly),
		Reason:     []concept{{nil, l.Title}},
		Prediction: []prediction{{
			Outcome: concept{nil, l.Outcome}, Percent: json.Number(fmt.Sprintf("%.1f", 100*math.Min(math.Max(p.Chance, 0), 1))),
			Period: period{l.From.Format(time.DateOnly), l.From.AddDate(0, max(l.Horizon, 1), 0).Format(time.DateOnly)}, Rationale: rationale(p.Reasons),
		}},
		Mitigation: l.Terms.Action,
	}
	a.Note = []annotation{{fmt.Sprintf("Expected number of events in a year: %.2f. An estimate from records; it decides nothing by itself.", p.Risk)}}
	return a
}

// rationale are the reasons in a line each, with which way they point.
func rationale(all []Because) string {
	lines := make([]string, len(all))
	for i, r := range all {
		way := "raises it"
		if r.Share < 0 {
			way = "lowers it"
		}
		lines[i] = r.Words + " (" + way + ")"
	}
	return strings.Join(lines, "; ")
}

// assessmentID is the id of the RiskAssessment of a person for a programme: a later list
// writes a later version of it.
func assessmentID(programme, person string) string {
	sum := sha256.Sum256([]byte(programme + "\x00" + person))
	return "risk-" + hex.EncodeToString(sum[:12])
}

// drafts prepares the RiskAssessments of a list.
func (w *Worklist) drafts(l *List, at time.Time) ([]*record.Draft, error) {
	all := make([]*record.Draft, len(l.People))
	for i := range l.People {
		text, err := json.Marshal(l.assess(&l.People[i]))
		if err != nil {
			return nil, fault.Wrap(err, "writing a RiskAssessment")
		}
		n, err := resource.Parse(text, resource.Limits{})
		if err != nil {
			return nil, fault.Wrap(err, "reading a RiskAssessment")
		}
		if problems := check.Resource(n); check.Refused(problems) {
			return nil, fault.New(fault.Internal, "what the list says makes no sound RiskAssessment: %s: %s", problems[0].Path, problems[0].Reason)
		}
		if all[i], err = w.Record.Draft(record.Key{Type: assessmentType, ID: assessmentID(l.Programme, l.People[i].Person)}, n, at); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// put writes them into the shared record, where they are kept, seen and found as all else.
func (w *Worklist) put(tx *store.Tx, all []*record.Draft) error {
	to := w.Record.Writer(tx)
	for _, d := range all {
		if _, err := to.Put(d, record.AnyVersion); err != nil {
			return err
		}
	}
	return to.Flush()
}
