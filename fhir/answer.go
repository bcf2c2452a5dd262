package fhir

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"continuum/record"
)

// answer is what a request gets.
type answer struct {
	status   int
	body     []byte
	version  int64 // ETag, 0 for none
	at       time.Time
	location string

	challenge bool // who asks must sign in
}

const jsonType = "application/fhir+json; charset=utf-8"

func (a *answer) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if a.version > 0 {
		h.Set("ETag", etag(a.version))
	}
	if !a.at.IsZero() {
		h.Set("Last-Modified", a.at.Format(http.TimeFormat))
	}
	if a.location != "" {
		h.Set("Location", a.location)
	}
	if a.challenge {
		h.Set("WWW-Authenticate", `Bearer realm="fhir"`)
	}
	body := a.body
	if a.status < 300 && r.Method != http.MethodGet && a.location != "" {
		body = preferred(r.Header.Get("Prefer"), body)
	}
	if body != nil {
		h.Set("Content-Type", jsonType)
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // who has gone needs no answer
}

// preferred is what a write answers with, as its Prefer header asks (R4 3.1.0.1.3).
func preferred(prefer string, whole []byte) []byte {
	switch {
	case strings.Contains(prefer, "return=minimal"):
		return nil
	case strings.Contains(prefer, "return=OperationOutcome"):
		return []byte(`{"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational","diagnostics":"it is written"}]}`)
	}
	return whole
}

func etag(version int64) string { return fmt.Sprintf(`W/"%d"`, version) }

// versionOf reads an ETag, with or without the mark of a weak one.
func versionOf(tag string) (int64, bool) {
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(strings.TrimSpace(tag), "W/"), `"`), 10, 64)
	return n, err == nil && n > 0
}

// resourceAnswer answers with a version of a resource.
func (s *Server) resourceAnswer(status int, x *record.Resource) *answer {
	return &answer{status: status, body: x.Content, version: x.Version, at: x.At}
}

// written answers a write.
func (s *Server) written(out *record.Outcome) *answer {
	status := http.StatusOK
	if out.Created {
		status = http.StatusCreated
	}
	a := s.resourceAnswer(status, &out.Resource)
	a.location = s.versionURL(&out.Resource)
	return a
}

func (s *Server) versionURL(x *record.Resource) string {
	return s.base + "/" + x.String() + "/_history/" + strconv.FormatInt(x.Version, 10)
}
