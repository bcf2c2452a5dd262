// Package edge is what the faces that answer HTTP share: whom they answer to, and
// what is remembered of an answer for the log.
package edge

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// Ours says whether a request's host, perhaps with a port, means this server: one
// of those given, or the machine itself when none is given. Any other name can
// only come from another site whose address was turned to this machine (DNS
// rebinding).
func Ours(hosts []string, hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if len(hosts) > 0 {
		return slices.Contains(hosts, host)
	}
	return Loopback(host)
}

// Loopback tells whether a host is this machine whatever its resolver says.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Recorder remembers the status of an answer; 0 until it begins.
type Recorder struct {
	http.ResponseWriter
	Status int
}

// WriteHeader notes the status.
func (w *Recorder) WriteHeader(status int) {
	if w.Status == 0 {
		w.Status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write notes that an answer without a status is a good one.
func (w *Recorder) Write(b []byte) (int, error) {
	if w.Status == 0 {
		w.Status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *Recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
