package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"continuum/internal/edge"
	"continuum/internal/fault"
	"continuum/warehouse"
	"continuum/web"
)

type serveCmd struct {
	placeArg
	dataFlag
	Addr     string `help:"Address to listen on; this machine only until sign-in is set up." default:"localhost:8080"`
	Database string `help:"Database of what is agreed and arrives live: postgres://..., or a file (record.db beside the builds)." placeholder:"URL"`
}

// Run serves the pages until it is interrupted.
func (c serveCmd) Run(a *app) error {
	l, err := a.sound(c.Place)
	if err != nil {
		return err
	}
	return a.serve(c.dir(c.Place), c.Database, l.place.Name, c.Addr, func(url string) {
		a.line("Serving %s on %s (Ctrl-C stops it).", l.place.Name, url)
	})
}

// serve listens on the loopback and tells ready the address.
func (a *app) serve(dir warehouse.Dir, database, name, addr string, ready func(url string)) error {
	live, err := warehouse.Open(dir)
	if err != nil {
		return err
	}
	defer live.Close()
	listener, err := listenHere(a.ctx, addr)
	if err != nil {
		return err
	}
	if missing := web.AssetsMissing(); missing != "" {
		a.line("%s", missing)
	}
	logger := slog.New(slog.NewTextHandler(a.err, nil))
	url := "http://" + shown(addr, listener)
	db, api, err := a.openRecord(dir, database, url+fhirPath, logger)
	if err != nil {
		return err
	}
	defer db.Close()
	go func() {
		if err := live.Warm(a.ctx); err != nil && a.ctx.Err() == nil {
			logger.Warn("the build could not be read whole", "error", err)
		}
	}()
	pages := web.Handler(live, web.Options{PlaceName: name, Now: time.Now, Logger: logger})
	all := http.NewServeMux()
	all.Handle("/", pages)
	all.Handle(fhirPath+"/", http.StripPrefix(fhirPath, api))
	all.Handle(fhirPath, atRoot(api)) // where bundles are sent
	ready(url)
	return a.until(web.Server(all), listener)
}

// until serves until the context ends, then lets requests finish.
func (a *app) until(server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fault.Wrap(err, "serving")
	case <-a.ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(err, "stopping")
	}
	return nil
}

// listenHere refuses any address but this machine's own: nobody has signed in.
func listenHere(ctx context.Context, addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, Column: "--addr", Value: addr, Reason: "not an address", Err: err, Fix: "write it as localhost:8080"}
	}
	if !edge.Loopback(host) {
		return nil, &fault.Error{
			Code: fault.Denied, Column: "--addr", Value: addr, Reason: "people's records may be served to this machine only: there is no sign-in yet",
			Fix: "use localhost, 127.0.0.1 or [::1]",
		}
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, Column: "--addr", Value: addr, Reason: "cannot listen", Err: err, Fix: "stop what uses the port, or choose another with --addr"}
	}
	if tcp, ok := l.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		_ = l.Close()
		return nil, &fault.Error{Code: fault.Denied, Column: "--addr", Value: addr, Reason: "this name does not lead to this machine", Fix: "use 127.0.0.1"}
	}
	return l, nil
}

// shown is the address to open: the host as asked and the port as given.
func shown(addr string, l net.Listener) string {
	host, _, _ := net.SplitHostPort(addr)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return net.JoinHostPort(host, port)
}
