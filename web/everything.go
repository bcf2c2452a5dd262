package web

import (
	"context"
	"net/http"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/warehouse"
)

// exportLimit is how long it may take to write everything held about somebody.
const exportLimit = 10 * time.Minute

// takes tells whether the actor may take home everything that is held.
func (s *site) takes(x *subject) bool {
	return s.access.Rights != nil && x.may(access.Export, patientType).Allowed
}

// everything sends all that is held about a person as one file. That is noted before
// anything leaves.
func (s *site) everything(w http.ResponseWriter, r *http.Request) {
	v := visit{Request: r, Now: s.now()}
	sent := &attachment{ResponseWriter: w}
	err := s.export(v, sent)
	switch {
	case err == nil && !sent.begun:
		http.Redirect(w, r, signInPath, http.StatusSeeOther)
	case err != nil && sent.begun:
		s.complain(r, "writing everything about a person", rootOf(err)) // half an archive cannot be opened
	case err != nil:
		s.fail(w, r, warehouse.Overview{}, err)
	}
}

// export writes everything to an attachment; nothing where nobody has signed in.
func (s *site) export(v visit, out *attachment) error {
	_, err := s.signed(func(v visit) (content, error) {
		x, err := s.subject(v)
		if err != nil {
			return content{}, err
		}
		if !s.takes(x) {
			return content{}, s.refused(v, audit.Entry{Action: "export", People: []string{x.key}}, "take everything")
		}
		limit := http.NewResponseController(out.ResponseWriter)
		_ = limit.SetWriteDeadline(time.Now().Add(exportLimit)) // of a server that has none it cannot be moved
		ctx, cancel := context.WithTimeout(context.WithoutCancel(v.Context()), exportLimit)
		defer cancel()
		_, err = s.access.Rights.Export(ctx, out, x.key)
		return content{}, fault.Wrap(err, "exporting a record")
	})(v)
	return err
}

// attachment is a file being sent, which begins with its first bytes.
type attachment struct {
	http.ResponseWriter
	begun bool
}

// Write sends some of it.
func (a *attachment) Write(b []byte) (int, error) {
	if !a.begun {
		a.begun = true
		a.Header().Set("Content-Type", "application/zip")
		a.Header().Set("Content-Disposition", `attachment; filename="everything.zip"`)
	}
	return a.ResponseWriter.Write(b)
}
