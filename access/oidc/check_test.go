package oidc

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"continuum/internal/testkit"
	"continuum/place"
)

type accessFile struct {
	Providers []Provider `yaml:"providers"`
	At        place.At   `yaml:"-"`
}

func problems(t *testing.T, text string) string {
	t.Helper()
	var f accessFile
	all := place.Decode("access.yaml", []byte(text), &f)
	all = append(all, Check(f.Providers, f.At, "providers", map[string]string{"gp": "staff", "nurse": "staff", "person": "person"})...)
	var lines []string
	for _, p := range place.Sort(all) {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

const login = `providers:
  - id: nhslogin
    name: NHS login
    for: people
    issuer: https://auth.login.example.org
    client_id: continuum
    private_key_file: /etc/continuum/nhslogin.pem
    scopes: [profile, email]
    ask: {vtr: '["P9.Cp.Cd"]'}
    algorithms: [RS512]
    claims:
      name: [given_name, family_name]
      nhs_number: nhs_number
      roles: {always: [person]}
    require: [{claim: identity_proofing_level, among: [P9]}]
    unknown: join
`

func TestCheck(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"right", "", "", ""},
		{"plain http", "https://auth", "http://auth", `access.yaml:5: an issuer is an https address`},
		{"this machine", "https://auth.login.example.org", "http://127.0.0.1:8081", ""},
		{"query", "example.org\n    client", "example.org?x\n    client", `access.yaml:5: an issuer is an https address`},
		{"somebody's password", "https://auth", "https://a:b@auth", `access.yaml:5: an issuer is an https address`},
		{"no secret", "    private_key_file: /etc/continuum/nhslogin.pem\n", "", `access.yaml:2: a provider needs secret_env or private_key_file`},
		{"two secrets", "client_id: continuum", "client_id: continuum\n    secret_env: A", `access.yaml:2: a provider needs secret_env or private_key_file`},
		{"the secret itself", "private_key_file: /etc/continuum/nhslogin.pem", "secret_env: hunter2!", `access.yaml:7: is not the name of an environment variable; write`},
		{"a key's words", "private_key_file: /etc/continuum/nhslogin.pem", "secret_env: A\n    key_id: b", `access.yaml:2: key_id, key_algorithm and key_audience`},
		{"ours to ask", "{vtr:", "{state:", `access.yaml:9: this parameter is set for each sign-in (found "state")`},
		{"two scopes in one", "[profile, email]", "[profile email]", `access.yaml:8: is not one scope`},
		{"no algorithm", "[RS512]", "[none]", `access.yaml:10: algorithms "none" is not one of those known`},
		{"a shared secret", "[RS512]", "[HS256]", `access.yaml:10: algorithms "HS256" is not one of those known`},
		{"not a claim", "nhs_number: nhs_number", "nhs_number: nhs number", `access.yaml:13: a dot must part names`},
		{"an unknown role", "always: [person]", "always: [persn]", `access.yaml:14: "persn" is no role of the place; did you mean "person"?`},
		{"a role of staff", "always: [person]", "always: [gp]", `access.yaml:14: role "gp" is not for who signs in there`},
		{"an unproven person", "    require: [{claim: identity_proofing_level, among: [P9]}]\n", "", `access.yaml:13: an account is bound to a person only by a proven identity`},
		{"roles as they come", "{always: [person]}", "{claim: roles}", `access.yaml:14: roles are only given by a map`},
		{"anybody", "{always: [person]}", `{claim: roles, map: {"*": [gp]}}`, `access.yaml:14: everybody with any code at all`},
		{"a map of nothing", "{always: [person]}", `{map: {a: [gp]}}`, `access.yaml:14: a map needs the claim that it maps`},
		{"joins as nothing", "      roles: {always: [person]}\n", "", `access.yaml:15: whoever joins would have no role`},
	} {
		got := problems(t, strings.Replace(login, c.from, c.to, 1))
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		if strings.Contains(got, "hunter2") {
			t.Errorf("%s: the problem shows the secret", c.name)
		}
	}
	if got := problems(t, login+strings.TrimPrefix(login, "providers:\n")); !strings.Contains(got, "another provider has this id") {
		t.Errorf("twice: %s", got)
	}
}

// TestOpenWantsSecrets: what is not there is told when the server starts.
func TestOpenWantsSecrets(t *testing.T) {
	db := sqlite(t)
	none := func(string) (string, bool) { return "", false }
	for name, c := range map[string]struct {
		p    Provider
		base string
		want string
	}{
		"no secret":         {Provider{ID: "a", SecretEnv: "A_SECRET"}, "https://care.example.org", "A_SECRET"},
		"no key":            {Provider{ID: "a", PrivateKeyFile: "absent.pem"}, "https://care.example.org", "absent.pem"},
		"a server in plain": {Provider{}, "http://care.example.org", "http://care.example.org"},
		"a server's path":   {Provider{}, "https://care.example.org/x", "care.example.org/x"},
	} {
		_, err := Open(db, []Provider{c.p}, Settings{Base: c.base, Dir: t.TempDir(), Secret: none})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestExamplesHold: what the documentation shows is right.
func TestExamplesHold(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(testkit.Root(), "docs", "sign-in.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "```yaml\n")[1:]
	for _, block := range blocks {
		block, _, _ = strings.Cut(block, "```")
		var f accessFile
		all := place.Decode("sign-in.md", []byte(block), &f)
		for _, p := range append(all, Check(f.Providers, f.At, "providers", nil)...) {
			t.Errorf("%s\n%s", p, block)
		}
	}
	if len(blocks) < 4 {
		t.Errorf("%d examples", len(blocks))
	}
}
