// Package mllp takes HL7 v2 messages over TCP, as hospitals' systems send them:
// each between the bytes 0x0B and 0x1C 0x0D, each answered before the next is sent
// (HL7 Minimal Lower Layer Protocol, Transport Specification MLLP, release 1). It
// is an edge like FHIR's and the pages': it moves bytes and bounds what one sender
// may cost the others, and what messages mean is decided elsewhere.
package mllp
