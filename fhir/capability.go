package fhir

import (
	"net/http"
	"strings"

	"continuum/record/definition"
)

// metadata answers with what the server can do, made from the definitions and
// from what it really offers. Anybody may ask: an app must know how to sign in.
func (s *Server) metadata(*http.Request) (*answer, error) {
	body, err := s.statement()
	return &answer{status: http.StatusOK, body: body}, err
}

type object map[string]any

func (s *Server) capability() object {
	var resources []object
	for t := range definition.Types() {
		if t.Kind == definition.Resource && !t.Abstract {
			resources = append(resources, s.capabilityOf(t))
		}
	}
	return object{
		"resourceType": "CapabilityStatement", "status": "active", "date": s.now().UTC().Format("2006-01-02"), "kind": "instance",
		"fhirVersion": "4.0.1", "format": []string{"application/fhir+json", "json"}, "patchFormat": []string{patchType}, "software": object{"name": "Continuum"},
		"implementation": object{"description": "The shared record of a local care partnership", "url": s.base},
		"rest": []object{{
			"mode": "server", "documentation": s.documentation(), "resource": resources,
			"interaction": interactionsOf("transaction", "batch", "search-system", "history-system"),
			"compartment": compartments(),
		}},
	}
}

// compartments are those whose members can be searched.
func compartments() (all []string) {
	for t := range definition.Types() {
		if definition.HasCompartment(t) {
			all = append(all, "http://hl7.org/fhir/CompartmentDefinition/"+strings.ToLower(t.Name[:1])+t.Name[1:])
		}
	}
	return all
}

// documentation says what the parts of the statement cannot.
func (s *Server) documentation() string {
	text := "A search parameter or modifier that is not listed is refused with status 400, unless the request says Prefer: handling=lenient."
	if s.facts != nil {
		text += " What partners' extracts say of a person is shown, read-only, by reads, in $everything, and in searches that name the patient by id or identifier," +
			" or by name, birth date or postcode; other searches find what was written here or came as messages."
	}
	return text
}

func interactionsOf(codes ...string) (all []object) {
	for _, code := range codes {
		all = append(all, object{"code": code})
	}
	return all
}

// operationsOf are the operations of a type.
func (s *Server) operationsOf(t *definition.Type) []object {
	if t.Name != patient {
		return nil
	}
	all := []object{{"name": "everything", "definition": "http://hl7.org/fhir/OperationDefinition/Patient-everything", "documentation": "takes _since, _type and _count"}}
	if s.matcher != nil {
		all = append(all, object{"name": "match", "definition": "http://hl7.org/fhir/OperationDefinition/Patient-match"})
	}
	return all
}

func (s *Server) capabilityOf(t *definition.Type) object {
	if s.keptByLog(t.Name) {
		return capabilityOfLog(t)
	}
	interactions := interactionsOf("read", "vread", "update", "patch", "delete", "history-instance", "history-type", "create", "search-type")
	var parameters []object
	seen := map[string]bool{}
	for p := range t.Parameters() {
		if p.Expression != "" && !seen[p.Code] {
			seen[p.Code] = true
			parameters = append(parameters, object{"name": p.Code, "type": p.Kind, "definition": p.URL()})
		}
	}
	o := object{
		"type": t.Name, "interaction": interactions, "versioning": "versioned-update", "readHistory": true, "updateCreate": true,
		"conditionalCreate": true, "conditionalRead": "full-support", "conditionalUpdate": true, "conditionalDelete": "single",
		"referencePolicy": []string{"literal", "logical"}, "searchInclude": []string{"*"}, "searchRevInclude": []string{"*"}, "searchParam": parameters,
	}
	if operations := s.operationsOf(t); operations != nil {
		o["operation"] = operations
	}
	return o
}
