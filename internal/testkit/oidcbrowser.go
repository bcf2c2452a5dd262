package testkit

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"html"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// visitor goes through the provider's pages as a browser without script does.
type visitor struct {
	jar    *http.Client
	issuer string
	seen   bool // the provider
}

// visited is a page of the provider.
type visited struct {
	at   *url.URL
	text string
}

var (
	formAction = regexp.MustCompile(`<form[^>]*action="([^"]+)"`)
	formHidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
)

// get goes to an address, and on until there is a page of the provider or it sends
// the browser away from it.
func (v *visitor) get(address string) (visited, *url.URL, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return visited{}, nil, err
	}
	return v.follow(request)
}

// submit answers the form of a page, with a login where it asks for one and with
// more that a button would say.
func (v *visitor) submit(page visited, login string, more ...string) (visited, *url.URL, error) {
	action := formAction.FindStringSubmatch(page.text)
	if action == nil {
		return visited{}, nil, fmt.Errorf("%s shows no form to answer:\n%s", page.at, page.text)
	}
	to, err := page.at.Parse(html.UnescapeString(action[1]))
	if err != nil {
		return visited{}, nil, err
	}
	form := url.Values{}
	for _, hidden := range formHidden.FindAllStringSubmatch(page.text, -1) {
		form.Set(hidden[1], html.UnescapeString(hidden[2]))
	}
	if form.Get("prompt") == "login" {
		form.Set("login", login)
		form.Set("password", "any")
	}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	request, err := http.NewRequest(http.MethodPost, to.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return visited{}, nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.follow(request)
}

// follow sends a request and goes where it is sent to.
func (v *visitor) follow(request *http.Request) (visited, *url.URL, error) {
	client := http.Client{
		Jar: v.jar.Jar, Transport: v.jar.Transport, Timeout: wait,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for range 20 {
		answer, err := client.Do(request)
		if err != nil {
			return visited{}, nil, err
		}
		text, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			return visited{}, nil, err
		}
		there := strings.HasPrefix(request.URL.String(), v.issuer)
		v.seen = v.seen || there
		to, err := answer.Location()
		switch {
		case err != nil && there && answer.StatusCode == http.StatusOK:
			return visited{request.URL, string(text)}, nil, nil
		case err != nil:
			return visited{}, nil, fmt.Errorf("%s answers %s:\n%s", request.URL, answer.Status, text)
		case v.seen && !strings.HasPrefix(to.String(), v.issuer):
			return visited{}, to, nil
		}
		if request, err = http.NewRequest(http.MethodGet, to.String(), nil); err != nil {
			return visited{}, nil, err
		}
	}
	return visited{}, nil, fmt.Errorf("%s sends from one address to another without end", request.URL)
}

// key makes the key of the client that has one, writes it to KeyFile, and gives its
// public half as a JSON web key.
func (p *OIDCProvider) key() map[string]any {
	p.t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		p.t.Fatal(err)
	}
	text, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		p.t.Fatal(err)
	}
	p.KeyFile = filepath.Join(p.t.TempDir(), "private.pem")
	if err := os.WriteFile(p.KeyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: text}), 0o600); err != nil {
		p.t.Fatal(err)
	}
	number := func(n *big.Int) string { return base64.RawURLEncoding.EncodeToString(n.Bytes()) }
	return map[string]any{"kty": "RSA", "use": "sig", "n": number(key.N), "e": number(big.NewInt(int64(key.E)))}
}

// SignOut signs a browser out at the provider, at the address that the server under
// test gives for it, and gives where the provider sends it afterwards.
func (p *OIDCProvider) SignOut(client *http.Client, address string) (back *url.URL) {
	p.t.Helper()
	v := visitor{jar: client, issuer: p.Issuer}
	page, _, err := v.get(address)
	if err != nil {
		p.t.Fatal(err)
	}
	if _, back, err = v.submit(page, "", "logout", "yes"); err != nil {
		p.t.Fatal(err)
	}
	return back
}
