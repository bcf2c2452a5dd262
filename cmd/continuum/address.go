package main

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strings"

	"continuum/internal/edge"
	"continuum/internal/fault"
)

// reachFlags say how a server is reached from beyond this machine.
type reachFlags struct {
	URL   string `name:"url" help:"Address at which browsers reach the server, such as https://record.weston.example; needed beyond this machine." placeholder:"URL"`
	Cert  string `name:"tls-cert" help:"Certificate chain (PEM) by which the server speaks TLS." placeholder:"FILE"`
	Key   string `name:"tls-key" help:"Its private key (PEM)." placeholder:"FILE"`
	Proxy bool   `help:"A proxy before this server ends TLS, and says in X-Forwarded-For where requests come from."`
}

// address is where a server is reached.
type address struct {
	url     string // as browsers see it, without a slash at the end
	domain  string
	hosts   []string // names it answers to; none: those of the machine itself
	tls     bool     // browsers come by TLS
	config  *tls.Config
	proxy   bool
	secrets string // folder of the server's keys
}

// beyond tells whether others than this machine may reach the server.
func (f reachFlags) beyond() bool { return f.URL != "" || f.Cert != "" || f.Proxy }

// listen listens on the loopback, or beyond it where browsers come by TLS.
func (f reachFlags) listen(ctx context.Context, addr, secrets string) (net.Listener, *address, error) {
	if !f.beyond() {
		l, err := listenHere(ctx, "--addr", addr)
		if err != nil {
			return nil, nil, err
		}
		at := &address{url: "http://" + shown(addr, l), secrets: secrets}
		at.domain, _, _ = net.SplitHostPort(shown(addr, l))
		return l, at, nil
	}
	at, err := f.address(secrets)
	if err != nil {
		return nil, nil, err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, nil, &fault.Error{Code: fault.Unavailable, Column: "--addr", Value: addr, Reason: "cannot listen", Err: err, Fix: "stop what uses the port, or choose another with --addr"}
	}
	if at.config != nil {
		l = tls.NewListener(l, at.config)
	}
	return l, at, nil
}

// address judges the flags.
func (f reachFlags) address(secrets string) (*address, error) {
	wrong := func(flag, value, reason, fix string) error {
		return &fault.Error{Code: fault.Invalid, Column: flag, Value: value, Reason: reason, Fix: fix}
	}
	u, err := url.Parse(f.URL)
	switch {
	case err != nil || u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil:
		return nil, wrong("--url", f.URL, "not the https address of a server", "write it as https://record.weston.example")
	case (f.Cert == "") != (f.Key == ""):
		return nil, wrong("--tls-cert", f.Cert, "a certificate and its key belong together", "give both --tls-cert and --tls-key")
	case f.Cert == "" && !f.Proxy:
		return nil, wrong("--url", f.URL, "people's records leave this machine by TLS only", "give --tls-cert and --tls-key, or --proxy if a proxy before the server ends TLS")
	}
	at := &address{url: "https://" + u.Host, domain: u.Hostname(), hosts: []string{u.Hostname()}, tls: true, proxy: f.Proxy, secrets: secrets}
	if f.Cert != "" {
		pair, err := tls.LoadX509KeyPair(f.Cert, f.Key)
		if err != nil {
			return nil, &fault.Error{Code: fault.Invalid, Column: "--tls-cert", Value: f.Cert, Reason: "the certificate and its key cannot be used", Err: err}
		}
		at.config = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	}
	return at, nil
}

// behind takes where a request comes from as the proxy says it: the last of those it
// names, as others are the sender's own word.
func (at *address) behind(next http.Handler) http.Handler {
	if !at.proxy {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := net.ParseIP(strings.TrimSpace(all[len(all)-1])); last != nil {
			r = r.Clone(r.Context())
			r.RemoteAddr = net.JoinHostPort(last.String(), "0")
		}
		next.ServeHTTP(w, r)
	})
}

// listenHere refuses any address but this machine's own.
func listenHere(ctx context.Context, flag, addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, Column: flag, Value: addr, Reason: "not an address", Err: err, Fix: "write it as localhost:8080"}
	}
	if !edge.Loopback(host) {
		return nil, &fault.Error{
			Code: fault.Denied, Column: flag, Value: addr, Reason: "people's records may be served to this machine only, unless browsers come by TLS",
			Fix: "use localhost, 127.0.0.1 or [::1]; or give --url with --tls-cert and --tls-key, or with --proxy",
		}
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, Column: flag, Value: addr, Reason: "cannot listen", Err: err, Fix: "stop what uses the port, or choose another with " + flag}
	}
	if tcp, ok := l.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		_ = l.Close()
		return nil, &fault.Error{Code: fault.Denied, Column: flag, Value: addr, Reason: "this name does not lead to this machine", Fix: "use 127.0.0.1"}
	}
	return l, nil
}

// shown is the address to open: the host as asked and the port as given.
func shown(addr string, l net.Listener) string {
	host, _, _ := net.SplitHostPort(addr)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return net.JoinHostPort(host, port)
}
