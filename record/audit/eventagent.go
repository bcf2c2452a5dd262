package audit

import "strings"

type agent struct {
	Type         concept   `json:"type"`
	Role         []concept `json:"role,omitempty"`
	Who          reference `json:"who"`
	Name         string    `json:"name,omitempty"`
	Requestor    bool      `json:"requestor"`
	Policy       []string  `json:"policy,omitempty"`
	Network      *network  `json:"network,omitempty"`
	PurposeOfUse []concept `json:"purposeOfUse,omitempty"`
}

type network struct {
	Address string `json:"address"`
	Type    string `json:"type"`
}

const (
	dicom         = "http://dicom.nema.org/resources/ontology/DCM"
	participation = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
)

// agentsOf names both ends of the line, who acted, for whom, and on whose authority.
func agentsOf(e *Entry, site *Site, k *kind) []agent {
	from, to := coding{dicom, "110153", "Source Role ID"}, coding{dicom, "110152", "Destination Role ID"}
	user := coding{participation, "AUT", "author (originator)"}
	server, client := to, from
	switch {
	case k.reads:
		server, client = from, to // contents go from the server
		user = coding{participation, "IRCP", "information recipient"}
	case k == &kindSearch:
		user = coding{participation, "IRCP", "information recipient"}
	}
	app := e.Client
	if app == "" {
		app = e.Interface
	}
	all := []agent{
		{Type: oneOf(server), Who: identified("", site.Name), Network: at5(site.Address)},
		{Type: oneOf(client), Who: identified("", app), Network: at2(e.Address)},
	}
	u := agent{Type: oneOf(user), Who: referred("", e.Actor), Name: e.Name, Requestor: true, Policy: policies(e.Policies)}
	for _, r := range e.Roles {
		if c := code(r); c != "" {
			u.Role = append(u.Role, oneOf(coding{roleSystem, c, ""}))
		}
	}
	if e.Purpose != "" {
		u.PurposeOfUse = []concept{purposeOf(e.Purpose)}
	}
	all = append(all, u)
	if e.Partner != "" {
		all = append(all, agent{Type: oneOf(coding{"http://terminology.hl7.org/CodeSystem/v3-RoleClass", "PROV", "healthcare provider"}), Who: identified("Organization", e.Partner)})
	}
	if e.Authority != "" {
		all = append(all, agent{Type: oneOf(coding{participation, "RESP", "responsible party"}), Who: referred("", e.Authority)})
	}
	return all
}

// Systems of our own codes.
const (
	roleSystem   = "urn:continuum:role"
	actionSystem = "urn:continuum:audit-action"
)

func oneOf(c coding) concept { return concept{Coding: []coding{c}} }

func at5(url string) *network {
	if url == "" {
		return nil
	}
	return &network{url, "5"} // URI
}

func at2(address string) *network {
	if strings.TrimSpace(address) == "" {
		return nil
	}
	return &network{address, "2"} // IP address
}

// policies are URIs.
func policies(ids []string) (all []string) {
	for _, id := range ids {
		all = append(all, "urn:continuum:policy:"+code(id))
	}
	return all
}

// code is a word without the spaces that codes and URIs may not have.
func code(s string) string { return strings.Join(strings.Fields(s), "-") }

// purposeOf names HL7's code of a purpose of use, or says it in words.
func purposeOf(p string) concept {
	if purposes[p] {
		return oneOf(coding{"http://terminology.hl7.org/CodeSystem/v3-ActReason", p, ""})
	}
	return concept{Text: p}
}

// purposes are the codes of HL7's v3-PurposeOfUse (v3-ActReason beneath PurposeOfUse).
var purposes = words(`PurposeOfUse HMARKT HOPERAT CAREMGT DONAT FRAUD GOV HACCRED HCOMPL HDECD HDIRECT HDM HLEGAL HOUTCOMS HPRGRP HQUALIMP
	HSYSADMIN LABELING METAMGT MEMADMIN MILCDM PATADMIN PATSFTY PERFMSR RECORDMGT SYSDEV HTEST TRAIN HPAYMT CLMATTCH COVAUTH COVERAGE
	ELIGDTRM ELIGVER ENROLLM MILDCRG REMITADV HRESCH BIORCH CLINTRCH CLINTRCHNPC CLINTRCHPC PRECLINTRCH DSRCH POARCH TRANSRCH PATRQT
	FAMRQT PWATRNY SUPNWK PUBHLTH DISASTER THREAT TREAT CLINTRL COC ETREAT BTG ERTREAT POPHLTH`)

func words(s string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(s) {
		all[w] = true
	}
	return all
}
