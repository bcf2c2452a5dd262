package fhir

import (
	"bytes"
	"net/http"
	"strconv"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/resource"
)

// takeBundle answers a batch or a transaction.
func (s *Server) takeBundle(r *http.Request) (*answer, error) {
	if access.From(r.Context()) == nil { // of nobody nothing is read
		return nil, s.pass(r.Context(), "batch", "", "")
	}
	b, err := parsed(r)
	if err != nil {
		return nil, err
	}
	kind := b.Get("type").Text()
	if name := b.Get("resourceType").Text(); name != "Bundle" || kind != "batch" && kind != "transaction" {
		return nil, &fault.Error{Code: fault.Invalid, Value: name + " " + kind, Reason: "not a Bundle of type batch or transaction"}
	}
	if err := s.pass(r.Context(), kind, "", ""); err != nil {
		return nil, err
	}
	steps, err := s.stepsOf(b)
	if err != nil {
		return nil, err
	}
	do := s.batch
	if kind == "transaction" {
		do = s.transaction
	}
	if err := do(r, steps); err != nil {
		return nil, err
	}
	return s.responses(kind+"-response", steps), nil
}

// mostAnswered bounds what the answers of one bundle hold together, in bytes.
const mostAnswered = 64 << 20

// batch answers each entry on its own, as if it had been sent alone.
func (s *Server) batch(r *http.Request, steps []*step) error {
	sum := 0
	for _, x := range steps {
		if err := r.Context().Err(); err != nil {
			return &fault.Error{Code: fault.Unavailable, Reason: "the bundle takes too long", Err: err, Fix: "send fewer entries at once"}
		}
		if x.answer = s.alone(r, x); x.reads() {
			sum += len(x.answer.body)
		}
		if sum > mostAnswered {
			return errTooMuch()
		}
	}
	return nil
}

func errTooMuch() error {
	return &statusError{http.StatusRequestEntityTooLarge, "too-costly", "the answers of this bundle together are too long: ask for less at once"}
}

// alone lets an entry go the way of a request.
func (s *Server) alone(r *http.Request, x *step) *answer {
	body, err := x.body()
	if err != nil {
		return outcomeOf(err)
	}
	one, err := http.NewRequestWithContext(r.Context(), x.method, "/"+x.url, bytes.NewReader(body))
	if err != nil {
		return outcomeOf(&fault.Error{Code: fault.Invalid, Value: x.url, Reason: "not an address"})
	}
	for i, name := range []string{"If-None-Match", "If-Modified-Since"} {
		if x.known[i] != "" {
			one.Header.Set(name, x.known[i])
		}
	}
	if x.unless != "" {
		one.Header.Set("If-None-Exist", x.unless)
	}
	if x.ifMatch != record.AnyVersion {
		one.Header.Set("If-Match", etag(x.ifMatch))
	}
	if one.URL.Path == "/" && one.Method == http.MethodPost {
		return outcomeOf(fault.New(fault.Invalid, "%s: a bundle within a bundle is not taken", x.place))
	}
	out := &caught{header: http.Header{}}
	s.routes.ServeHTTP(out, one)
	a := &answer{status: out.status, body: out.body.Bytes(), location: out.header.Get("Location")}
	a.version, _ = versionOf(out.header.Get("ETag"))
	a.at, _ = http.ParseTime(out.header.Get("Last-Modified"))
	return a
}

// body is what the request of an entry sends.
func (x *step) body() ([]byte, error) {
	if x.method == http.MethodPatch {
		return patchText(x.node)
	}
	return x.node.Raw(), nil
}

// caught keeps an answer.
type caught struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header gives the headers to set.
func (c *caught) Header() http.Header { return c.header }

// WriteHeader notes the status.
func (c *caught) WriteHeader(status int) { c.status = status }

// Write keeps the body.
func (c *caught) Write(b []byte) (int, error) { return c.body.Write(b) }

// responses writes what became of each entry, in the order sent.
func (s *Server) responses(kind string, steps []*step) *answer {
	b := &bundle{kind: kind, at: s.now(), total: -1}
	for _, x := range steps {
		a := x.answer
		response := `"response":{"status":` + resource.Quote(strconv.Itoa(a.status)+" "+http.StatusText(a.status))
		if a.location != "" {
			response += `,"location":` + resource.Quote(a.location)
		}
		if a.version > 0 {
			response += `,"etag":` + resource.Quote(etag(a.version))
		}
		if !a.at.IsZero() {
			response += `,"lastModified":` + resource.Quote(a.at.UTC().Format(record.Instant))
		}
		switch {
		case a.status >= 400 && len(a.body) > 0:
			b.add(response + `,"outcome":` + string(a.body) + `}`)
		case x.method == http.MethodGet && len(a.body) > 0:
			b.add(`"resource":`+string(a.body), response+`}`)
		default:
			b.add(response + `}`)
		}
	}
	return b.answer()
}
