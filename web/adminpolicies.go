package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"continuum/access"
	"continuum/place"
)

// policiesView is what the place's files say of access, and whether they keep what they
// promise.
type policiesView struct {
	Files    []policyFile
	Examples []promiseView
	Warnings []string
	Looked   bool // for warnings
	Wrong    int
}

type policyFile struct {
	Name     string
	Policies []access.Policy
}

// promiseView is a promise and whether the policies keep it now.
type promiseView struct {
	access.Example
	Got  string
	By   string
	Kept bool
}

func (x *promiseView) who() string {
	parts := []string{x.Who.Role, x.Who.Kind}
	if x.Who.Purpose != "" {
		parts = append(parts, "for "+x.Who.Purpose)
	}
	if x.Who.Weak {
		parts = append(parts, "by password alone")
	}
	return strings.TrimSpace(join(", ", parts...))
}

func (x *promiseView) what() string {
	return join(" ", x.Action, x.Section+x.Type, before("marked ", strings.Join(x.Labels, ", ")))
}

// tried keeps what came of trying the examples of the rules in force, and what in the
// rules looks like a slip. That takes seconds, so it is looked for beside the page.
type tried struct {
	mu    sync.Mutex
	rules *access.Rules
	got   outcome
}

type outcome struct {
	examples []promiseView
	wrong    int
	warnings []place.Problem
	looked   bool // for warnings
}

func (t *tried) of(rules *access.Rules) outcome {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.rules != rules {
		t.rules, t.got = rules, outcome{}
		t.got.examples, t.got.wrong = promises(rules)
		go t.look(rules)
	}
	return t.got
}

func (t *tried) look(rules *access.Rules) {
	found := rules.Warnings()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.rules == rules {
		t.got.warnings, t.got.looked = found, true
	}
}

// promises tries all examples, and counts those that get another answer.
func promises(rules *access.Rules) (all []promiseView, wrong int) {
	for i := range rules.Examples {
		x := promiseView{Example: rules.Examples[i]}
		d := rules.Try(&x.Example)
		x.Got, x.By = map[bool]string{true: "allowed", false: "denied"}[d.Allowed], strings.Join(d.Policies, ", ")
		x.Kept = x.Got == x.Answer && (x.Example.By == "" || slices.Contains(d.Policies, x.Example.By))
		if !x.Kept {
			wrong++
		}
		all = append(all, x)
	}
	return all, wrong
}

// policiesPage shows the policies as they stand in their files: they are changed there
// and nowhere else.
func (s *site) policiesPage(http.ResponseWriter, visit) (content, error) {
	rules := s.access.Gate.Rules()
	o := s.tried.of(rules)
	p := policiesView{Examples: o.examples, Wrong: o.wrong, Looked: o.looked}
	for _, w := range o.warnings {
		p.Warnings = append(p.Warnings, w.File+":"+strconv.Itoa(w.Line)+" "+join(": ", w.Value, w.Reason)+". "+sentence(w.Fix))
	}
	for _, x := range rules.Policies.List() {
		if n := len(p.Files); n == 0 || p.Files[n-1].Name != x.File {
			p.Files = append(p.Files, policyFile{Name: x.File})
		}
		last := &p.Files[len(p.Files)-1]
		last.Policies = append(last.Policies, x)
	}
	return content{Title: "Policies", Body: policiesBody(p)}, nil
}
