package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"time"

	"continuum/access"
	"continuum/access/smart"
	"continuum/internal/fault"
)

type appCmd struct {
	Place appPlace `arg:""`
}

// appPlace is what all commands about apps begin with.
type appPlace struct {
	placeArg
	dataFlag
	databaseFlag

	List    appListCmd    `cmd:"" default:"1" help:"List the apps that were let in, and those let out again."`
	Add     appAddCmd     `cmd:"" help:"Let an app in, and print its client_id and, once, its secret."`
	Disable appDisableCmd `cmd:"" help:"Let an app out for good; all that it was given ends at once."`
}

func (in *appPlace) open(a *app) (*authority, error) {
	return a.authority(in.placeArg, in.dataFlag, in.databaseFlag)
}

type appAddCmd struct {
	Name     string   `arg:"" help:"What people see who are asked, such as \"Risk calculator\"."`
	Kind     string   `help:"How it proves to be itself: public (in people's hands, by PKCE alone), symmetric (a secret) or asymmetric (it signs with its own key)." enum:"public,symmetric,asymmetric" default:"public"`
	Use      []string `help:"What it is for: standalone, ehr (begun from our pages), backend (acts for itself), introspect (may ask what tokens stand for); may be given again." placeholder:"USE"`
	Redirect []string `help:"Address to which people are sent back, exactly; may be given again." placeholder:"URL" sep:"none"`
	Launch   string   `help:"Address that begins an app of the use ehr." placeholder:"URL"`
	Scope    string   `help:"The most that it may have, such as \"launch/patient patient/*.rs\"." placeholder:"SCOPES"`
	Keys     string   `help:"File with the JSON Web Key Set of an asymmetric app's public keys." placeholder:"FILE"`
	Partner  string   `help:"The partner whose app it is." placeholder:"ID"`
	Purpose  string   `help:"What it looks at records for." placeholder:"PURPOSE" default:"direct-care"`
}

// Run lets an app in.
func (c appAddCmd) Run(a *app, in *appPlace) error {
	x, err := in.open(a)
	if err != nil {
		return err
	}
	defer x.db.Close()
	wanted, err := c.app(x)
	if err != nil {
		return err
	}
	added, secret, err := x.AddApp(a.ctx, wanted)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(struct {
			App    shownApp `json:"app"`
			Secret string   `json:"client_secret,omitempty"`
		}{shownOf(&added), secret})
	}
	a.line("Let in %s. Its client_id is\n  %s", added.Name, added.ID)
	if secret != "" {
		a.line("and its secret, which is shown this once:\n  %s", secret)
	}
	return nil
}

// app is what the flags say.
func (c *appAddCmd) app(x *authority) (wanted smart.App, err error) {
	scopes, err := smart.ParseScopes(c.Scope)
	if err != nil {
		return wanted, flagged("--scope", err)
	}
	if err := knownPurpose(c.Purpose); err != nil {
		return wanted, err
	}
	if _, known := x.place.place.Partner(c.Partner); c.Partner != "" && !known {
		return wanted, &fault.Error{Code: fault.Invalid, Column: "--partner", Value: c.Partner, Reason: "the place has no such partner", Fix: "name one of place.yaml"}
	}
	wanted = smart.App{Name: c.Name, Kind: smart.Kind(c.Kind), Uses: c.Use, Redirects: c.Redirect, Launch: c.Launch, Scopes: scopes, Partner: c.Partner, Purpose: c.Purpose}
	if c.Keys != "" {
		if wanted.Keys, err = os.ReadFile(c.Keys); err != nil {
			return wanted, &fault.Error{Code: fault.NotFound, File: c.Keys, Reason: "cannot be read", Err: bare(err), Fix: "name the file with the app's public keys"}
		}
	}
	return wanted, nil
}

// knownPurpose judges what a flag says of a purpose.
func knownPurpose(purpose string) error {
	if slices.Contains(access.Purposes(), purpose) {
		return nil
	}
	return &fault.Error{Code: fault.Invalid, Column: "--purpose", Value: purpose, Reason: "no such purpose", Fix: "say one of " + strings.Join(access.Purposes(), ", ")}
}

// flagged says of which flag an error tells.
func flagged(flag string, err error) error {
	if f, ok := err.(*fault.Error); ok { //nolint:errorlint // as it is given
		told := *f
		told.Column = flag
		return &told
	}
	return err
}

type appListCmd struct{}

// Run lists apps.
func (appListCmd) Run(a *app, in *appPlace) error {
	x, err := in.open(a)
	if err != nil {
		return err
	}
	defer x.db.Close()
	all, err := x.Apps(a.ctx)
	if err != nil {
		return err
	}
	shown := []shownApp{}
	for i := range all {
		shown = append(shown, shownOf(&all[i]))
	}
	if a.json {
		return a.print(map[string]any{"apps": shown})
	}
	if len(shown) == 0 {
		a.line("No app was let in.")
	}
	for _, s := range shown {
		a.line("%s", s.line())
	}
	return nil
}

type appDisableCmd struct {
	ID string `arg:"" name:"client-id" help:"As list shows it."`
}

// Run lets an app out.
func (c appDisableCmd) Run(a *app, in *appPlace) error {
	x, err := in.open(a)
	if err != nil {
		return err
	}
	defer x.db.Close()
	if err := x.DisableApp(a.ctx, c.ID); err != nil {
		return err
	}
	if a.json {
		return a.print(map[string]string{"disabled": c.ID})
	}
	a.line("Disabled %s: what it was given has ended.", c.ID)
	return nil
}

// shownApp is an app as it is listed.
type shownApp struct {
	ID        string          `json:"client_id"`
	Name      string          `json:"name"`
	Kind      smart.Kind      `json:"kind"`
	Uses      []string        `json:"uses"`
	Redirects []string        `json:"redirects"`
	Launch    string          `json:"launch,omitempty"`
	Scopes    string          `json:"scopes"`
	Partner   string          `json:"partner,omitempty"`
	Purpose   string          `json:"purpose"`
	Keys      json.RawMessage `json:"keys,omitempty"`
	Added     time.Time       `json:"added"`
	Disabled  *time.Time      `json:"disabled,omitempty"`
}

func shownOf(x *smart.App) shownApp {
	s := shownApp{
		ID: x.ID, Name: x.Name, Kind: x.Kind, Uses: append([]string{}, x.Uses...), Redirects: append([]string{}, x.Redirects...),
		Launch: x.Launch, Scopes: x.Scopes.String(), Partner: x.Partner, Purpose: x.Purpose, Keys: x.Keys, Added: x.Added,
	}
	if !x.Disabled.IsZero() {
		s.Disabled = &x.Disabled
	}
	return s
}

// line is an app as a person reads it.
func (s *shownApp) line() string {
	parts := []string{string(s.Kind), strings.Join(s.Uses, ", "), s.Scopes}
	if s.Partner != "" {
		parts = append(parts, s.Partner)
	}
	parts = append(parts, s.Purpose)
	parts = append(parts, s.Redirects...)
	if s.Disabled != nil {
		parts = append(parts, "DISABLED")
	}
	return s.ID + "  " + s.Name + "  " + strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "; ")
}
