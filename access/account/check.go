package account

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/secure/precis"

	"continuum/internal/fault"
)

// Known says what the place declares.
type Known interface {
	Role(id string) bool
	Partner(id string) bool
	Team(id string) bool
}

// Bounds of an account, in bytes or entries.
const (
	longestName    = 100
	longestText    = 200
	longestSubject = 255 // OpenID Connect Core 1.0, 2
	mostRoles      = 20
	mostPlaces     = 100 // teams, wards
)

var (
	odsCode      = regexp.MustCompile(`^[A-Z0-9]{3,10}$`)
	practitioner = regexp.MustCompile(`^Practitioner/[A-Za-z0-9.-]{1,64}$`)
	personKey    = regexp.MustCompile(`^[A-Za-z0-9./:-]{1,128}$`)
	provider     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$`)
	wardName     = regexp.MustCompile(`^[^/]{1,100}$`)
)

// Fold is a sign-in name as it is kept and compared (RFC 8265, UsernameCaseMapped);
// Invalid where it cannot be one.
func Fold(name string) (string, error) {
	bad := &fault.Error{Code: fault.Invalid, Reason: "not a sign-in name", Fix: fmt.Sprintf("use letters, digits and signs without spaces, at most %d", longestName)}
	if len(name) > longestName {
		return "", bad
	}
	folded, err := precis.UsernameCaseMapped.String(strings.TrimSpace(name))
	if err != nil || len(folded) > longestName || !printable(folded) {
		return "", bad
	}
	return folded, nil
}

// check folds and orders what an account says, and refuses what cannot be meant.
func (a *Account) check(known Known) (err error) {
	if a.Name, err = Fold(a.Name); err != nil {
		return err
	}
	if a.Display == "" {
		a.Display = a.Name
	}
	a.Roles, a.Teams, a.Wards = set(a.Roles), set(a.Teams), set(a.Wards)
	for _, rule := range []func(Known) error{a.checkTexts, a.checkLists, a.checkPlace, a.checkSource} {
		if err := rule(known); err != nil {
			return err
		}
	}
	return nil
}

func (a *Account) checkTexts(Known) error {
	switch {
	case !text(a.Display):
		return wrong("display", "", "not a name to show", "use printable text, at most 200 bytes")
	case a.Email != "" && !address(a.Email):
		return wrong("email", "", "not an address of electronic mail", "write it as name@example.org")
	case a.Practice != "" && !odsCode.MatchString(a.Practice):
		return wrong("practice", a.Practice, "not an ODS code", "give the practice's code, such as L81001")
	case a.Practitioner != "" && !practitioner.MatchString(a.Practitioner):
		return wrong("practitioner", a.Practitioner, "not a reference to a Practitioner", "write it as Practitioner/ID")
	case a.Person != "" && !personKey.MatchString(a.Person):
		return wrong("person", "", "not the key of a person", "give the id that `continuum search` shows, or Patient/ID")
	}
	return nil
}

func (a *Account) checkLists(known Known) error {
	if len(a.Roles) > mostRoles || len(a.Teams) > mostPlaces || len(a.Wards) > mostPlaces {
		return fault.New(fault.Invalid, "an account has at most %d roles, %d teams and %d wards", mostRoles, mostPlaces, mostPlaces)
	}
	for _, role := range a.Roles {
		if !known.Role(role) {
			return wrong("role", role, "the place has no such role", "name one of access/access.yaml")
		}
	}
	for _, team := range a.Teams {
		if !known.Team(team) {
			return wrong("team", team, "the place has no such team", "name one of place.yaml")
		}
	}
	return nil
}

func (a *Account) checkPlace(known Known) error {
	if a.Partner != "" && !known.Partner(a.Partner) {
		return wrong("partner", a.Partner, "the place has no such partner", "name one of place.yaml")
	}
	for _, ward := range a.Wards {
		partner, name, _ := strings.Cut(ward, "/")
		if !known.Partner(partner) || !wardName.MatchString(name) || !text(name) {
			return wrong("ward", ward, "not a ward of a partner", "write it as PARTNER/WARD")
		}
	}
	return nil
}

func (a *Account) checkSource(Known) error {
	if a.Source == Local {
		if a.Subject != "" {
			return fault.New(fault.Invalid, "a local account has no subject")
		}
		return nil
	}
	if !provider.MatchString(a.Source) {
		return wrong("source", a.Source, "not an identity provider", "give the id by which the place declares it, or "+Local)
	}
	if a.Subject == "" || len(a.Subject) > longestSubject || !printable(a.Subject) {
		return fault.New(fault.Invalid, "an account of an identity provider needs a subject of at most %d bytes", longestSubject)
	}
	if a.BreakGlass {
		return &fault.Error{Code: fault.Invalid, Reason: "an account of an identity provider cannot be for breaking the glass", Fix: "add a local account for when the provider is down"}
	}
	return nil
}

func wrong(what, value, reason, fix string) error {
	return &fault.Error{Code: fault.Invalid, Column: what, Value: value, Reason: reason, Fix: fix}
}

// set is a list in order, each once, never nil.
func set(list []string) []string {
	out := append([]string{}, list...)
	slices.Sort(out)
	return slices.Compact(out)
}

// text tells whether something can be shown to others on one line.
func text(s string) bool {
	return s != "" && len(s) <= longestText && printable(s)
}

func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

func address(s string) bool {
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Address == s && len(s) <= 254
}
