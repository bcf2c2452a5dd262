package smart

import (
	"context"
	"net/url"

	"continuum/internal/fault"
	"continuum/store"
)

// NewLaunch begins an app from our pages about a Patient, given by id: it gives what
// LaunchAddress takes to the app. It is good for five minutes, and for the account
// alone.
func (s *Server) NewLaunch(ctx context.Context, account, patient string) (launch string, err error) {
	if account == "" || !isID(patient) {
		return "", fault.New(fault.Invalid, "an app is begun by an account, about a Patient")
	}
	launch = newSecret("")
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec("INSERT INTO smart_launch (hash, account, patient, ends) VALUES ($1, $2, $3, $4)", hash(launch), account, patient, s.now().Add(launchLasts))
		return err
	})
	return launch, fault.Wrap(err, "beginning an app")
}

// LaunchAddress is where the browser goes to begin an app, with what NewLaunch gave.
func (s *Server) LaunchAddress(a *App, launch string) string {
	return back(a.Launch, url.Values{"iss": {s.o.Audience}, "launch": {launch}})
}

// launched tells who began an app and about whom; NotFound where nobody did.
func (s *Server) launched(ctx context.Context, launch string) (account, patient string, err error) {
	if !looksLike(launch, "") {
		return "", "", fault.New(fault.NotFound, "there is no such launch")
	}
	err = s.db.Glance(ctx, func(tx *store.Tx) error {
		return tx.QueryRow("SELECT account, patient FROM smart_launch WHERE hash = $1 AND ends > $2", hash(launch), s.now()).Scan(&account, &patient)
	})
	return account, patient, err
}
