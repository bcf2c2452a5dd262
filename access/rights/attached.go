package rights

import (
	"regexp"
	"strings"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/definition"
	"continuum/store"
)

// attaching are types whose contents name files that are kept as Binary.
var attaching = map[string]bool{
	"DocumentReference": true, "Media": true, "DiagnosticReport": true, "Consent": true, "Communication": true, "CommunicationRequest": true,
	"Patient": true, "QuestionnaireResponse": true, "Contract": true, "HealthcareService": true, "RelatedPerson": true, "Person": true,
}

var binaryURL = regexp.MustCompile(`"url"\s*:\s*"(?:[^"]*/)?Binary/([A-Za-z0-9.-]{1,64})["/]`)

var binaryType = definition.ResourceOf("Binary")

// attached gives the files that some resources of a person name and that say
// themselves, by their securityContext, that they are of one of these or of the person:
// somebody's naming a file does not make it theirs.
func (r *Rights) attached(tx *store.Tx, person string, of []record.Trace) (all []record.Trace, err error) {
	patients, err := r.Record.PatientsOf(tx, person)
	if err != nil {
		return nil, err
	}
	mine := map[string]bool{}
	for _, key := range patients {
		mine[key.String()] = true
	}
	var some []record.Trace
	for _, x := range of {
		mine[x.String()] = !x.Others
		if attaching[x.Type.Name] {
			some = append(some, x)
		}
	}
	var ids []string
	named := map[string]bool{}
	err = r.Record.Every(tx, some, func(x record.Resource) error {
		for _, found := range binaryURL.FindAllSubmatch(x.Content, -1) {
			if id := string(found[1]); !named[id] {
				named[id] = true
				ids = append(ids, id)
			}
		}
		return nil
	})
	for _, id := range ids {
		key := record.Key{Type: binaryType, ID: id}
		if err == nil {
			all, err = r.attach(tx, key, mine, all)
		}
	}
	return all, fault.Wrap(err, "finding the files of a record")
}

func (r *Rights) attach(tx *store.Tx, key record.Key, mine map[string]bool, all []record.Trace) ([]record.Trace, error) {
	x, err := r.Record.Read(tx, key)
	if err != nil {
		if fault.CodeOf(err) == fault.NotFound {
			err = nil
		}
		return all, err
	}
	n, err := x.Parsed()
	if err != nil {
		return all, err
	}
	if context := n.Get("securityContext").Get("reference").Text(); !mine[strings.TrimPrefix(context, r.Site.Address+"/")] {
		return all, nil
	}
	t, err := r.Record.TraceOf(tx, key)
	return append(all, t), err
}
