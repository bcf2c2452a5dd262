package oidc

import (
	"maps"
	"slices"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/link"
)

// Identity is who signed in, as their provider says, in the place's own words.
// Provider and Subject together name an account, and nothing else does: names and
// e-mail addresses change hands.
type Identity struct {
	Provider  string
	Subject   string // by which the place knows them, by claims.subject
	Sub       string // by which the provider tells that they left; often the same
	Name      string
	Email     string // "" where the provider says it is not verified; no proof of anything
	Roles     []string
	Partner   string // "" where the provider names none, or several
	Practice  string
	Teams     []string
	NHSNumber string // ten digits; "" where the provider does not tell
	ACR       string
	AuthTime  time.Time // when they showed who they are; zero where it is not told
	SID       string    // of their session at the provider, which may end it
	Strong    bool      // the provider vouches for as much as the place calls strong
	Joins     bool      // may have an account though nobody knows them: the place says so and they have a role
}

// longestText bounds names and addresses, in bytes.
const longestText = 200

// identity maps what a provider said, once it has been proven.
func (p *Provider) identity(c claims) (Identity, error) {
	if err := p.assured(c); err != nil {
		return Identity{}, err
	}
	id := Identity{
		Provider: p.ID,
		Subject:  c.value(p.subjectClaim()),
		Sub:      c.value("sub"),
		Name:     cut(p.name(c)),
		Email:    email(c, or(p.Claims.Email, "email")),
		Roles:    p.Claims.Roles.mapped(c),
		Partner:  only(p.Claims.Partner.taken(c)),
		Practice: only(p.Claims.Practice.taken(c)),
		Teams:    p.Claims.Teams.taken(c),
		ACR:      c.value("acr"),
		AuthTime: c.time("auth_time"),
		SID:      c.value("sid"),
		Strong:   p.strong(c),
	}
	if id.Subject == "" || len(id.Subject) > 255 { // Core 1.0, section 2
		return Identity{}, denied(p, "does not say who this is", "name the claim that does in claims.subject")
	}
	id.Joins = p.joins() && len(id.Roles) > 0
	return id, p.nhs(c, &id)
}

// assured tells whether the provider vouches as strongly as the place requires.
func (p *Provider) assured(c claims) error {
	for _, r := range p.Require {
		if !r.holds(c) {
			return denied(p, "does not vouch for this sign-in as strongly as is required here", "sign in there in a stronger way (the place requires it of "+r.Claim+")")
		}
	}
	return nil
}

// strong tells whether the provider vouches for as much as the place calls strong.
func (p *Provider) strong(c claims) bool {
	return len(p.Strong) > 0 && !slices.ContainsFunc(p.Strong, func(r Require) bool { return !r.holds(c) })
}

func (r Require) holds(c claims) bool {
	return slices.ContainsFunc(c.values(r.Claim), func(v string) bool { return slices.Contains(r.Among, v) })
}

// nhs sets the NHS number, which must be one.
func (p *Provider) nhs(c claims, id *Identity) error {
	said := c.value(p.Claims.NHSNumber)
	if said == "" {
		return nil
	}
	number, ok, _ := link.Check(said)
	if !ok {
		return denied(p, "gives an NHS number that cannot be one", "tell the provider")
	}
	id.NHSNumber = number
	return nil
}

func (p *Provider) name(c claims) string {
	var parts []string
	for _, path := range p.nameClaims() {
		if v := strings.Join(strings.Fields(c.value(path)), " "); v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, " ")
}

// email is an address that the provider does not disown.
func email(c claims, path string) string {
	if c.value("email_verified") == "false" {
		return ""
	}
	return cut(c.value(path))
}

// cut keeps of a text what a page can show: no control characters, and not too much.
func cut(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if len(text) > longestText {
		text = strings.ToValidUTF8(text[:longestText], "")
	}
	return text
}

// mapped gives what the map makes of a claim's values, and what everybody has.
func (v Values) mapped(c claims) []string {
	all := map[string]bool{}
	for _, to := range v.Always {
		all[to] = true
	}
	for _, said := range c.values(v.Claim) {
		for pattern, ours := range v.Map {
			if matches(pattern, said) {
				for _, to := range ours {
					all[to] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// taken is mapped, where there is a map; otherwise the values as they are.
func (v Values) taken(c claims) []string {
	if len(v.Map) > 0 {
		return v.mapped(c)
	}
	all := append(slices.Clone(v.Always), c.values(v.Claim)...)
	slices.Sort(all)
	return slices.Compact(all)
}

// only is the one of several; "" unless there is one.
func only(all []string) string {
	if len(all) == 1 {
		return all[0]
	}
	return ""
}

// matches tells whether a value is as a pattern has it, in which * is any text.
func matches(pattern, value string) bool {
	first, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == value
	}
	value, ok := strings.CutPrefix(value, first)
	if !ok {
		return false
	}
	parts := strings.Split(rest, "*")
	last := parts[len(parts)-1]
	for _, part := range parts[:len(parts)-1] {
		at := strings.Index(value, part)
		if at < 0 {
			return false
		}
		value = value[at+len(part):]
	}
	return strings.HasSuffix(value, last)
}

// denied is why nobody is let in by what a provider said.
func denied(p *Provider, reason, fix string) error {
	return &fault.Error{Code: fault.Denied, Reason: p.Name + " " + reason, Fix: fix}
}
