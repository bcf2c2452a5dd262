package oidc

import (
	"net/url"
	"strings"
	"testing"
)

var paths = map[string]string{
	"/":                       "/",
	"/person/7?tab=plan#goal": "/person/7?tab=plan#goal",
	"/search?q=%2F%2Fx":       "/search?q=%2F%2Fx",
	"/go?to=https://x.org/":   "/go?to=https://x.org/",

	"":                                     "/",
	"person":                               "/",
	"//evil.example":                       "/",
	"///evil.example":                      "/",
	"/\\evil.example":                      "/",
	"\\\\evil.example":                     "/",
	"/\t/evil.example":                     "/",
	"/\n/evil.example":                     "/",
	" //evil.example":                      "/",
	"/%5cevil.example":                     "/",
	"/%2Fevil.example":                     "/",
	"https://evil.example":                 "/",
	"javascript:alert(1)":                  "/",
	"/.//evil.example":                     "/",
	"/x/..//evil.example":                  "/",
	"/%2e%2e//evil.example":                "/",
	"/a b":                                 "/",
	"/%zz":                                 "/",
	"/\x00":                                "/",
	"/\xff":                                "/",
	"/" + strings.Repeat("a", longestPath): "/",
}

func TestLocal(t *testing.T) {
	for path, want := range paths {
		if got := Local(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}

func FuzzLocal(f *testing.F) {
	for path := range paths {
		f.Add(path)
	}
	base, err := url.Parse("https://care.example.org/sign-in")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got := Local(path)
		u, err := base.Parse(got)
		if err != nil || u.Host != base.Host || u.Scheme != base.Scheme || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(got, "\\\r\n\t") {
			t.Errorf("%q leads to %q: %v", path, got, err)
		}
		if Local(got) != got {
			t.Errorf("%q is not local itself", got)
		}
	})
}
