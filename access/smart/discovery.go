package smart

import "github.com/go-jose/go-jose/v4"

func (s *Server) tokenEndpoint() string { return s.o.Issuer + "/token" }

// configuration is what apps find out first: SMART App Launch, "Conformance", and
// OpenID Connect Discovery.
type configuration struct {
	Issuer             string                    `json:"issuer"`
	Authorization      string                    `json:"authorization_endpoint"`
	Token              string                    `json:"token_endpoint"`
	Introspection      string                    `json:"introspection_endpoint"`
	Revocation         string                    `json:"revocation_endpoint"`
	Keys               string                    `json:"jwks_uri,omitempty"`
	Grants             []string                  `json:"grant_types_supported"`
	Responses          []string                  `json:"response_types_supported"`
	Modes              []string                  `json:"response_modes_supported"`
	Scopes             []string                  `json:"scopes_supported"`
	Challenges         []string                  `json:"code_challenge_methods_supported"`
	Methods            []string                  `json:"token_endpoint_auth_methods_supported"`
	Algorithms         []jose.SignatureAlgorithm `json:"token_endpoint_auth_signing_alg_values_supported"`
	NamesIssuer        bool                      `json:"authorization_response_iss_parameter_supported"`
	Subjects           []string                  `json:"subject_types_supported,omitempty"`
	IdentityAlgorithms []jose.SignatureAlgorithm `json:"id_token_signing_alg_values_supported,omitempty"`
	Claims             []string                  `json:"claims_supported,omitempty"`
	Capabilities       []string                  `json:"capabilities"`
	TakesRequestURI    bool                      `json:"request_uri_parameter_supported"`
}

func (s *Server) configuration() configuration {
	c := configuration{
		Issuer: s.o.Issuer, Authorization: s.o.Issuer + "/authorize", Token: s.tokenEndpoint(),
		Introspection: s.o.Issuer + "/introspect", Revocation: s.o.Issuer + "/revoke",
		Grants:    []string{"authorization_code", "refresh_token", "client_credentials"},
		Responses: []string{"code"}, Modes: []string{"query"}, Challenges: []string{"S256"},
		Scopes:      []string{Launch, LaunchPatient, OfflineAccess, OnlineAccess, "patient/*.cruds", "user/*.cruds", "system/*.cruds"},
		Methods:     []string{"client_secret_basic", "private_key_jwt"},
		Algorithms:  algorithms,
		NamesIssuer: true,
		Capabilities: []string{
			"launch-ehr", "launch-standalone", "authorize-post", "client-public", "client-confidential-symmetric", "client-confidential-asymmetric",
			"context-ehr-patient", "context-standalone-patient", "permission-offline", "permission-online", "permission-patient", "permission-user", "permission-v1", "permission-v2",
		},
	}
	if s.o.Keys != nil {
		c.Keys, c.Subjects, c.IdentityAlgorithms = s.o.Issuer+"/jwks", []string{"public"}, []jose.SignatureAlgorithm{signing}
		c.Claims = []string{"iss", "sub", "aud", "exp", "iat", "nonce", FHIRUser}
		c.Scopes = append(c.Scopes, OpenID, FHIRUser)
		c.Capabilities = append(c.Capabilities, "sso-openid-connect")
	}
	return c
}
