package fhir

import (
	"mime"
	"net/http"
	"slices"
	"strings"
)

// jsonTypes are the names under which FHIR's JSON goes.
var jsonTypes = []string{"application/fhir+json", "application/json", "text/json", "application/json+fhir", "json"}

// acceptable refuses a client that wants anything but JSON; _format speaks louder
// than the header (R4 3.1.0.1.11).
func acceptable(r *http.Request) error {
	wanted := r.URL.Query().Get("_format")
	if wanted == "" {
		wanted = strings.Join(r.Header.Values("Accept"), ",")
	}
	if wanted == "" {
		return nil
	}
	for one := range strings.SplitSeq(wanted, ",") {
		name, _, _ := strings.Cut(strings.ReplaceAll(one, "application/fhir json", jsonTypes[0]), ";") // a plus in a query is a space
		switch name = strings.ToLower(strings.TrimSpace(name)); {
		case name == "*/*", name == "application/*", name == "text/*", slices.Contains(jsonTypes, name):
			return nil
		case name == patchType: // of which some clients think it is for the answer too
			return nil
		}
	}
	return &statusError{http.StatusNotAcceptable, "not-supported", "this server speaks JSON only: ask for application/fhir+json"}
}

// understood refuses a body of another kind than the interaction takes.
func understood(r *http.Request) error {
	sent := r.Header.Get("Content-Type")
	takes := jsonTypes
	switch {
	case sent == "" || r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodDelete:
		return nil
	case r.Header.Get("Content-Encoding") != "" && r.Header.Get("Content-Encoding") != "identity":
		return &statusError{http.StatusUnsupportedMediaType, "not-supported", "a compressed body is not taken: send it as it is"}
	case r.Method == http.MethodPatch:
		takes = []string{patchType}
	case strings.HasSuffix(r.URL.Path, "/_search"):
		takes = []string{"application/x-www-form-urlencoded"}
	}
	name, _, err := mime.ParseMediaType(sent)
	if err != nil || !slices.Contains(takes, name) {
		return &statusError{http.StatusUnsupportedMediaType, "not-supported", "a body of this type is not taken here: send " + takes[0]}
	}
	return nil
}
