package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"continuum/access"
	"continuum/internal/fault"
)

// watched has an open page of a record ask every few seconds whether the actor still
// sees what it shows, so that what was withdrawn does not stay on a screen. Without
// JavaScript the next click tells.
func (s *site) watched(x *subject, body templ.Component) templ.Component {
	return watch(s.assets.url("still.js"), x.url()+"/still?"+url.Values{"as": {x.sight(s)}}.Encode(), body)
}

// sight stands for what the actor sees of a record: what of it is shown changes with it.
func (x *subject) sight(s *site) string {
	labels := []string{""}
	for _, l := range s.access.Gate.Rules().Settings.Labels {
		labels = append(labels, l.ID)
	}
	var bits []byte
	for _, typ := range slices.Concat([]string{patientType, moneyType, auditType}, pageTypes) {
		for _, l := range labels {
			bit := byte('0')
			if l == "" && x.reads(typ) || l != "" && x.reads(typ, l) {
				bit = '1'
			}
			bits = append(bits, bit)
		}
	}
	sum := sha256.Sum256(bits)
	return hex.EncodeToString(sum[:8])
}

// still answers an open page: 204 where it may stay as it is. It tells nothing of
// anybody, and so leaves no entry.
func (s *site) still(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	status := http.StatusNotFound
	switch {
	case access.From(r.Context()) == nil || s.access.Gate == nil:
		status = http.StatusUnauthorized
	default:
		x, err := s.find(visit{Request: r, Now: s.now()}, r.PathValue("id"))
		switch {
		case err != nil && fault.CodeOf(err) != fault.NotFound:
			s.complain(r, "asking whether a page may stay", rootOf(err))
			status = http.StatusServiceUnavailable
		case err == nil && !x.moved && x.reads(patientType) && x.sight(s) == r.URL.Query().Get("as"):
			status = http.StatusNoContent
		case err == nil && x.reads(patientType):
			status = http.StatusConflict // it shows something else now
		}
	}
	if status == http.StatusNotFound {
		evenly(r.Context(), started, s.even)
	}
	w.WriteHeader(status)
}
