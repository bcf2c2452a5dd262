package oidc

import (
	"net/url"
	"strings"
)

const longestPath = 1000 // bytes

// Local gives a path of this server to go on to, and the start page for whatever is
// not one: another site's address in any of the forms that browsers take for one.
func Local(path string) string {
	const start = "/"
	if len(path) > longestPath || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return start
	}
	if strings.ContainsFunc(path, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f || r == '\uFFFD' }) {
		return start
	}
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || strings.HasPrefix(u.Path, "//") || strings.Contains(u.Path, `\`) || dotted(u.Path) {
		return start
	}
	return path
}

// dotted tells whether a browser makes another path of a path.
func dotted(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}
