package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"continuum/access"
	"continuum/access/smart"
	"continuum/internal/fault"
	"continuum/web/show"
)

// scopeWords say in plain words what scopes let an app do. name is who agrees.
func scopeWords(all smart.Scopes, name string) (words []string) {
	for _, x := range all.Resources() {
		words = append(words, actWords(x.Acts)+" "+typeWords(x.Type)+" "+levelWords[x.Level])
	}
	slices.Sort(words)
	words = slices.Compact(words)
	if all.Has(smart.OpenID) || all.Has(smart.FHIRUser) {
		words = append(words, "Know that it is "+name+" who uses it")
	}
	if all.Has(smart.OfflineAccess) {
		words = append(words, "Go on doing so when you are not there")
	}
	return words
}

var levelWords = map[string]string{
	smart.Patient: "in the record of the one person who is chosen", smart.User: "in every record that you may see yourself", smart.System: "in every record that it may see itself",
}

func actWords(a smart.Acts) string {
	sees, changes := a&(smart.Read|smart.Search) != 0, a&(smart.Create|smart.Update|smart.Delete) != 0
	switch {
	case sees && changes:
		return "See and change"
	case changes:
		return "Add to or change"
	default:
		return "See"
	}
}

// typeWords is a type of FHIR as the section that it stands in, which people know.
func typeWords(typ string) string {
	if typ == "*" {
		return "everything"
	}
	return "“" + strings.ToLower(show.Words(typ)) + "” (" + strings.ToLower(sectionWords(access.SectionOf(typ))) + ")"
}

// untilWords say how long an app is let in.
func (s *site) untilWords(all smart.Scopes) string {
	switch {
	case all.Has(smart.OfflineAccess):
		return "for 30 days, or until you end it"
	case all.Has(smart.OnlineAccess):
		return "for a working day, or until you end it"
	default:
		return "for ten minutes"
	}
}

// nameOfPatient is the name of somebody for whoever may read of them.
func (s *site) nameOfPatient(v visit, id string) (string, error) {
	x, err := s.find(v, id)
	switch {
	case fault.CodeOf(err) == fault.NotFound:
		return "somebody who is not known any more", nil
	case err != nil:
		return "", err
	case !x.reads(patientType):
		return "somebody whose record you may not see", nil
	}
	return nameOf(x.card), nil
}

// withSite lets AppPages find the pages.
func withSite(r *http.Request, s *site) context.Context {
	return context.WithValue(r.Context(), siteKey{}, s)
}

// intro says whose app it is and what for.
func (a *askView) intro() string {
	words := join(" ", "This is an app", before("of ", a.Partner), "that your place let in")
	if a.App.Purpose != "" {
		words += " for " + strings.ToLower(purposeWords(a.App.Purpose))
	}
	return words + "."
}
