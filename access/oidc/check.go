package oidc

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"continuum/internal/edge"
	"continuum/place"
)

// reserved are the parameters of the question that are ours to set.
var reserved = []string{
	"client_id", "client_secret", "code_challenge", "code_challenge_method", "max_age", "nonce", "redirect_uri",
	"request", "request_uri", "response_mode", "response_type", "scope", "state",
}

// Check judges the providers of a place beyond what their tags say. at tells where
// they stand in their file, path under which name, such as providers. roles are
// the kinds (staff, person, app) of the roles of the place; nil leaves them unjudged.
func Check(all []Provider, at place.At, path string, roles map[string]string) (problems []place.Problem) {
	seen := map[string]bool{}
	for i := range all {
		c := checker{p: &all[i], at: at, path: fmt.Sprintf("%s[%d]", path, i)}
		if seen[all[i].ID] {
			c.problem(".id", all[i].ID, "another provider has this id", "give each its own")
		}
		seen[all[i].ID] = true
		c.issuer()
		c.credentials()
		c.question()
		c.claims(roles)
		c.people()
		problems = append(problems, c.problems...)
	}
	return place.Sort(problems)
}

// checker gathers the problems of one provider.
type checker struct {
	p        *Provider
	at       place.At
	path     string
	problems []place.Problem
}

func (c *checker) problem(path, value, reason, fix string) {
	c.problems = append(c.problems, c.at.Problem(c.path+path, value, reason, fix))
}

func (c *checker) issuer() {
	if c.p.Issuer != "" && !trusted(c.p.Issuer) {
		c.problem(".issuer", c.p.Issuer, "an issuer is an https address without query or fragment (http only on this machine itself)", "copy it from the issuer of its /.well-known/openid-configuration")
	}
}

func (c *checker) credentials() {
	secret, key := c.p.SecretEnv != "", c.p.PrivateKeyFile != ""
	if secret == key {
		c.problem("", "", "a provider needs secret_env or private_key_file, and not both", "name the environment variable that holds the secret, or the PEM file with the private key")
	}
	if secret && strings.ContainsFunc(c.p.SecretEnv, func(r rune) bool { return r != '_' && (r < 'A' || r > 'Z') && (r < '0' || r > '9') }) {
		c.problem(".secret_env", "", "is not the name of an environment variable", "write its name in capitals, digits and _, never the secret itself")
	}
	if !key && (c.p.KeyID != "" || c.p.KeyAlgorithm != "" || c.p.KeyAudience != "") {
		c.problem("", "", "key_id, key_algorithm and key_audience are of a private key, and there is none", "name it with private_key_file")
	}
}

func (c *checker) question() {
	for name := range c.p.Ask {
		if slices.Contains(reserved, name) {
			c.problem(".ask."+name, name, "this parameter is set for each sign-in", "remove it")
		}
	}
	for i, scope := range c.p.Scopes {
		if strings.ContainsAny(scope, " \t\"\\") || scope == "" {
			c.problem(fmt.Sprintf(".scopes[%d]", i), scope, "is not one scope", "write each on its own in the list")
		}
	}
}

func (c *checker) claims(roles map[string]string) {
	cl := &c.p.Claims
	c.claim(".claims.subject", cl.Subject)
	c.claim(".claims.email", cl.Email)
	c.claim(".claims.nhs_number", cl.NHSNumber)
	for i, name := range cl.Name {
		c.claim(fmt.Sprintf(".claims.name[%d]", i), name)
	}
	c.values(".claims.roles", cl.Roles, roles)
	c.values(".claims.partner", cl.Partner, nil)
	c.values(".claims.practice", cl.Practice, nil)
	c.values(".claims.teams", cl.Teams, nil)
	if cl.Roles.Claim != "" && len(cl.Roles.Map) == 0 {
		c.problem(".claims.roles", "", "roles are only given by a map", "add map: with the provider's codes and the roles of the place they stand for")
	}
	for i, r := range c.p.Require {
		c.claim(fmt.Sprintf(".require[%d].claim", i), r.Claim)
	}
	for i, r := range c.p.Strong {
		c.claim(fmt.Sprintf(".strong[%d].claim", i), r.Claim)
	}
}

func (c *checker) values(path string, v Values, known map[string]string) {
	c.claim(path+".claim", v.Claim)
	if v.Claim == "" && len(v.Map) > 0 {
		c.problem(path, "", "a map needs the claim that it maps", "add claim:")
	}
	for key, to := range v.Map {
		c.known(path+".map."+key, to, known)
		if strings.Trim(key, "*") == "" && known != nil {
			c.problem(path+".map."+key, key, "everybody with any code at all would have this role", "write it under always: if that is meant")
		}
	}
	c.known(path+".always", v.Always, known)
}

// known judges roles: they are the place's, and of whom the provider is for.
func (c *checker) known(path string, given []string, known map[string]string) {
	if known == nil {
		return
	}
	for _, r := range given {
		switch kind := known[r]; {
		case kind == "":
			c.problem(path, r, fmt.Sprintf("%q is no role of the place", r), place.Suggest(r, slices.Sorted(maps.Keys(known))))
		case kind != kinds[c.p.For]:
			c.problem(path, r, fmt.Sprintf("role %q is not for who signs in there", r), "a provider for staff gives roles of kind staff, one for people those of kind person")
		}
	}
}

// kinds are the kinds of the roles that a provider may give, by whom it is for.
var kinds = map[string]string{"staff": "staff", "people": "person"}

func (c *checker) claim(path, text string) {
	if _, err := parseClaim(text); text != "" && err != nil {
		c.problem(path, text, err.Error(), "write it as email, realm_access.roles or nhsid_nrbac_roles[person_roleid=$selected_roleid].org_code")
	}
}

// people judges what binds accounts to people: an NHS number must be worth something.
func (c *checker) people() {
	if c.p.Claims.NHSNumber != "" && len(c.p.Require) == 0 {
		c.problem(".claims.nhs_number", "", "an account is bound to a person only by a proven identity, and nothing here requires one", "add require:, such as claim identity_proofing_level among [P9] of NHS login")
	}
	if c.p.joins() && len(c.p.Claims.Roles.Map) == 0 && len(c.p.Claims.Roles.Always) == 0 {
		c.problem(".unknown", "join", "whoever joins would have no role", "map roles, or refuse whom nobody knows")
	}
}

// trusted tells whether an address may be an issuer's.
func trusted(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(address, "?#") {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && edge.Loopback(u.Hostname())
}
