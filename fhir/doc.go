// Package fhir is the record's standard face: the REST API of FHIR R4, in JSON,
// for every type of resource. Other systems of a partnership read and write the
// shared record here without knowing anything of us. It is an edge: what
// resources are, what a search means and how they are kept is told by record and
// the packages under it; here it becomes HTTP. Every request passes one door,
// which is told who acts and for which purpose.
package fhir
