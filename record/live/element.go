package live

import "encoding/json"

// The data types of FHIR R4 of which elements are made here.
type (
	coding struct {
		System  string `json:"system,omitempty"`
		Code    string `json:"code"`
		Display string `json:"display,omitempty"`
	}
	concept struct {
		Coding []coding `json:"coding,omitempty"`
		Text   string   `json:"text,omitempty"`
	}
	identifier struct {
		System string `json:"system,omitempty"`
		Value  string `json:"value"`
	}
	reference struct {
		Reference  string      `json:"reference,omitempty"`
		Type       string      `json:"type,omitempty"`
		Identifier *identifier `json:"identifier,omitempty"`
		Display    string      `json:"display,omitempty"`
	}
	period struct {
		Start string `json:"start,omitempty"`
		End   string `json:"end,omitempty"`
	}
	humanName struct {
		Use    string   `json:"use,omitempty"`
		Family string   `json:"family,omitempty"`
		Given  []string `json:"given,omitempty"`
		Prefix []string `json:"prefix,omitempty"`
		Suffix []string `json:"suffix,omitempty"`
	}
	address struct {
		Use        string   `json:"use,omitempty"`
		Line       []string `json:"line,omitempty"`
		City       string   `json:"city,omitempty"`
		District   string   `json:"district,omitempty"`
		State      string   `json:"state,omitempty"`
		PostalCode string   `json:"postalCode,omitempty"`
		Country    string   `json:"country,omitempty"`
	}
	contact struct {
		System string `json:"system"`
		Value  string `json:"value"`
		Use    string `json:"use,omitempty"`
	}
	participant struct {
		Type       []concept `json:"type"`
		Individual reference `json:"individual"`
	}
	stay struct { // Encounter.location
		Location json.RawMessage `json:"location"`
		Status   string          `json:"status"`
		Period   *period         `json:"period,omitempty"`
	}
	hospitalization struct {
		AdmitSource          *concept `json:"admitSource,omitempty"`
		DischargeDisposition *concept `json:"dischargeDisposition,omitempty"`
	}
	personLink struct {
		Other reference `json:"other"`
		Type  string    `json:"type"`
	}
)
