package web

import (
	"encoding/json"
	"net/http"
)

// health tells a watcher whether the live build can be read, and which it is.
func (s *site) health(w http.ResponseWriter, r *http.Request) {
	answer := map[string]string{"status": "ok"}
	status := http.StatusOK
	over, err := s.facts.Overview(r.Context())
	if err != nil {
		s.complain(r, "answering", err)
		answer["status"], status = "unavailable", http.StatusServiceUnavailable
	} else {
		answer["build"] = over.Build.ID
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // a reader who has gone away needs no answer
}
