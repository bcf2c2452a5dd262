package edge_test

import (
	"net"
	"net/http/httptest"
	"testing"

	"continuum/internal/edge"
)

func TestWhoseHostItIs(t *testing.T) {
	cases := []struct {
		hosts []string
		host  string
		want  bool
	}{
		{nil, "localhost:8080", true},
		{nil, "127.0.0.1", true},
		{nil, "[::1]:80", true},
		{nil, "LOCALHOST", true},
		{nil, "localhost.", false},
		{nil, "localhost.evil.example", false},
		{nil, "127.0.0.1.evil.example:80", false},
		{nil, "", false},
		{[]string{"record.example"}, "record.example:443", true},
		{[]string{"record.example"}, "localhost", false},
		{[]string{"record.example"}, "record.example.evil.example", false},
	}
	for _, c := range cases {
		if got := edge.Ours(c.hosts, c.host); got != c.want {
			t.Errorf("%q of %v is ours: %v", c.host, c.hosts, got)
		}
	}
}

// FuzzOurs: without hosts of its own a server answers to this machine's names alone.
func FuzzOurs(f *testing.F) {
	for _, seed := range []string{"localhost:8080", "[::1]:80", "127.1", "[localhost]", "::1", "a]:b[", "0x7f.1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, host string) {
		if !edge.Ours(nil, host) {
			return
		}
		name, _, err := net.SplitHostPort(host)
		if err != nil {
			name = host
		}
		for len(name) > 0 && (name[0] == '[' || name[0] == ']') {
			name = name[1:]
		}
		for len(name) > 0 && (name[len(name)-1] == '[' || name[len(name)-1] == ']') {
			name = name[:len(name)-1]
		}
		if ip := net.ParseIP(name); len(name) != len("localhost") && (ip == nil || !ip.IsLoopback()) {
			t.Fatalf("%q was taken for this machine", host)
		}
	})
}

func TestTheRecorderKeepsTheFirstStatus(t *testing.T) {
	to := httptest.NewRecorder()
	w := &edge.Recorder{ResponseWriter: to}
	_, _ = w.Write([]byte("x"))
	w.WriteHeader(500)
	if w.Status != 200 || w.Unwrap() != to {
		t.Errorf("status %d", w.Status)
	}
}

func TestFrom(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	for address, want := range map[string]string{"10.0.0.7:99": "10.0.0.7", "[::1]:99": "::1", "odd": "odd"} {
		if r.RemoteAddr = address; edge.From(r) != want {
			t.Errorf("%q comes from %q", address, edge.From(r))
		}
	}
	if a, b := edge.NewRequest(), edge.NewRequest(); len(a) != 16 || a == b {
		t.Errorf("requests are named %q and %q", a, b)
	}
}
