package edge

import (
	"crypto/rand"
	"net"
	"net/http"
	"strings"
)

// From is the address from which a request comes, without the port.
func From(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// NewRequest names a request, so that what is noted of it can be told apart.
func NewRequest() string { return strings.ToLower(rand.Text()[:16]) }
