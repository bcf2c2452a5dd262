package fhir

import (
	"encoding/json"
	"net/http"

	"continuum/record/definition"
)

// metadata answers with what the server can do, made from the definitions and
// from what it really offers.
func (s *Server) metadata(r *http.Request) (*answer, error) {
	if err := s.pass(r.Context(), "capabilities", "", ""); err != nil {
		return nil, err
	}
	body, err := json.Marshal(s.capability())
	return &answer{status: http.StatusOK, body: body}, err
}

type object map[string]any

func (s *Server) capability() object {
	var resources []object
	for t := range definition.Types() {
		if t.Kind == definition.Resource && !t.Abstract {
			resources = append(resources, capabilityOf(t))
		}
	}
	return object{
		"resourceType": "CapabilityStatement", "status": "active", "date": s.now().UTC().Format("2006-01-02"), "kind": "instance",
		"fhirVersion": "4.0.1", "format": []string{"application/fhir+json"}, "software": object{"name": "Continuum"},
		"implementation": object{"description": "The shared record of a local care partnership", "url": s.base},
		"rest": []object{{
			"mode": "server", "resource": resources,
			"interaction": []object{{"code": "transaction"}, {"code": "batch"}, {"code": "history-system"}},
		}},
	}
}

func capabilityOf(t *definition.Type) object {
	var interactions []object
	for _, code := range []string{"read", "vread", "update", "delete", "history-instance", "history-type", "create", "search-type"} {
		interactions = append(interactions, object{"code": code})
	}
	var parameters []object
	seen := map[string]bool{}
	for p := range t.Parameters() {
		if p.Expression != "" && p.Kind != definition.Special && !seen[p.Code] {
			seen[p.Code] = true
			parameters = append(parameters, object{"name": p.Code, "type": p.Kind, "definition": p.URL()})
		}
	}
	return object{
		"type": t.Name, "interaction": interactions, "versioning": "versioned-update", "readHistory": true, "updateCreate": true,
		"conditionalCreate": true, "conditionalRead": "not-match", "conditionalUpdate": true, "conditionalDelete": "single",
		"referencePolicy": []string{"literal", "logical"}, "searchInclude": []string{"*"}, "searchRevInclude": []string{"*"}, "searchParam": parameters,
	}
}
