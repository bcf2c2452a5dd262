package oidc

// Provider is an OpenID provider as the place declares it in access/access.yaml.
// Decode it with place.Decode and judge it with Check.
type Provider struct {
	ID       string `yaml:"id" json:"id" check:"required,id"`
	Name     string `yaml:"name" json:"name" check:"required"` // as its button says, such as NHS login
	For      string `yaml:"for" json:"for" check:"required,oneof=staff|people"`
	Issuer   string `yaml:"issuer" json:"issuer" check:"required,uri"` // exactly as its tokens say
	ClientID string `yaml:"client_id" json:"client_id" check:"required"`

	// By what this server shows the provider who it is: one of the two. Neither is
	// itself in the place folder.
	SecretEnv      string `yaml:"secret_env" json:"secret_env,omitempty"`             // name of the environment variable that holds the secret
	PrivateKeyFile string `yaml:"private_key_file" json:"private_key_file,omitempty"` // PEM, for private_key_jwt
	KeyID          string `yaml:"key_id" json:"key_id,omitempty"`                     // of the private key, where the provider wants it
	KeyAlgorithm   string `yaml:"key_algorithm" json:"key_algorithm,omitempty" check:"oneof=RS256|RS384|RS512|PS256|PS384|PS512|ES256|ES384|ES512"`
	KeyAudience    string `yaml:"key_audience" json:"key_audience,omitempty" check:"oneof=token_endpoint|issuer"`

	Scopes     []string          `yaml:"scopes" json:"scopes,omitempty"` // beside openid
	Ask        map[string]string `yaml:"ask" json:"ask,omitempty"`       // further parameters of the question, such as vtr
	Algorithms []string          `yaml:"algorithms" json:"algorithms,omitempty" check:"oneof=RS256|RS384|RS512|PS256|PS384|PS512|ES256|ES384|ES512|EdDSA"`

	Claims  Claims    `yaml:"claims" json:"claims"`
	Require []Require `yaml:"require" json:"require,omitempty"`                           // all must hold of whoever gets in
	Strong  []Require `yaml:"strong" json:"strong,omitempty"`                             // those of whom all hold signed in strongly; nobody did where there are none
	Unknown string    `yaml:"unknown" json:"unknown,omitempty" check:"oneof=refuse|join"` // whether a subject nobody knows may have an account; refuse where it is not said
}

// Claims say where to find what in what a provider says. Each is a path such as
// email, realm_access.roles or nhsid_nrbac_roles[person_roleid=$selected_roleid].org_code.
type Claims struct {
	Subject   string   `yaml:"subject" json:"subject,omitempty"` // sub where it is not said
	Name      []string `yaml:"name" json:"name,omitempty"`       // several are joined by spaces; name where it is not said
	Email     string   `yaml:"email" json:"email,omitempty"`     // email where it is not said
	Roles     Values   `yaml:"roles" json:"roles"`
	Partner   Values   `yaml:"partner" json:"partner,omitzero"`
	Practice  Values   `yaml:"practice" json:"practice,omitzero"`
	Teams     Values   `yaml:"teams" json:"teams,omitzero"`
	NHSNumber string   `yaml:"nhs_number" json:"nhs_number,omitempty"` // binds the account to a person
}

// Values are a claim whose values become ours by a map. Its keys are the provider's
// values, in which * stands for anything; roles that are in no key are not given,
// while others without a map are taken as they are.
type Values struct {
	Claim  string              `yaml:"claim" json:"claim,omitempty"`
	Map    map[string][]string `yaml:"map" json:"map,omitempty"`
	Always []string            `yaml:"always" json:"always,omitempty"` // given to everybody who signs in there
}

// Require is an assurance: a claim that must have one of these values, such as acr,
// vot or amr, which only an ID token can give.
type Require struct {
	Claim string   `yaml:"claim" json:"claim" check:"required"`
	Among []string `yaml:"among" json:"among" check:"required"`
}

// Paths of a provider's own addresses on this server, which the place registers with
// it: where browsers come back, and where the provider tells that somebody left.
const (
	signIn  = "/sign-in/"
	back    = "/back"
	ended   = "/ended"
	SignOut = "/signed-out" // where browsers come after they signed out at the provider
)

// CallbackPath is where browsers come back from a provider.
func CallbackPath(provider string) string { return signIn + provider + back }

// LogoutPath is where a provider tells that somebody left.
func LogoutPath(provider string) string { return signIn + provider + ended }

// joins tells whether a subject nobody knows may have an account.
func (p *Provider) joins() bool { return p.Unknown == "join" }

func (p *Provider) subjectClaim() string { return or(p.Claims.Subject, "sub") }

func (p *Provider) nameClaims() []string {
	if len(p.Claims.Name) == 0 {
		return []string{"name"}
	}
	return p.Claims.Name
}

func or(value, usual string) string {
	if value == "" {
		return usual
	}
	return value
}
