package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"continuum/access"
	"continuum/access/session"
	"continuum/internal/fault"
	"continuum/place"
	"continuum/record/sight"
	"continuum/store"
)

type accessCmd struct {
	List    accessListCmd    `cmd:"" help:"List the policies, in words."`
	Test    accessTestCmd    `cmd:"" help:"Put the place's examples to its policies."`
	Explain accessExplainCmd `cmd:"" help:"Say which policy allows or denies something, and what would help."`
}

type accessListCmd struct {
	placeArg
	Text bool `help:"Show each policy whole."`
}

// Run lists the policies.
func (c accessListCmd) Run(a *app) error {
	l, err := a.served(c.Place)
	if err != nil {
		return err
	}
	all := l.access.Policies.List()
	if a.json {
		return a.print(map[string]any{"policies": all})
	}
	for _, p := range all {
		a.line("%-7s %-36s %s:%d\n        %s", p.Effect, p.ID, p.File, p.Line, p.Says)
		if c.Text {
			a.line("\n%s\n", indented(p.Text))
		}
	}
	return nil
}

func indented(text string) string {
	return "        " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n        ")
}

type accessTestCmd struct {
	placeArg
}

// tried is an example and its answer.
type tried struct {
	Name     string   `json:"name"`
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Want     string   `json:"want"`
	Got      string   `json:"got"`
	Policies []string `json:"policies"`
}

// Run tries every example, and fails where one gets another answer than it should.
func (c accessTestCmd) Run(a *app) error {
	l, err := a.without(butExamples, c.Place)
	if err != nil {
		return err
	}
	wrong, all := 0, []tried{}
	for i := range l.access.Examples {
		x := &l.access.Examples[i]
		d := l.access.Try(x)
		t := tried{x.Name, x.File, x.Line(), x.Answer, answered(d.Allowed), append([]string{}, d.Policies...)}
		if t.Got != t.Want {
			wrong++
		}
		all = append(all, t)
		if !a.json {
			a.line("%s  %s (%s by %s)", map[bool]string{true: "ok   ", false: "WRONG"}[t.Got == t.Want], t.Name, t.Got, decider(t.Policies))
		}
	}
	if a.json {
		if err := a.print(map[string]any{"examples": all, "wrong": wrong}); err != nil {
			return err
		}
	}
	if wrong > 0 {
		return &fault.Error{Code: fault.Conflict, File: c.Place, Reason: examples(wrong) + " not as promised", Fix: "mend the policies, or the examples where the promise has changed"}
	}
	if !a.json {
		a.line("%s, all as promised.", examples(len(all)))
	}
	return nil
}

// butExamples loads a place without a look at the answers of its examples, which are
// what is to be told.
func butExamples(ctx context.Context, dir string) (loaded, []place.Problem, error) {
	l, problems, err := declared(ctx, dir)
	return l, slices.DeleteFunc(problems, func(p place.Problem) bool { return access.OfExamples(p.File) }), err
}

func answered(allowed bool) string {
	if allowed {
		return "allowed"
	}
	return "denied"
}

func examples(n int) string {
	if n == 1 {
		return "1 example"
	}
	return fmt.Sprintf("%d examples", n)
}

func decider(policies []string) string {
	if len(policies) == 0 {
		return "no policy"
	}
	return strings.Join(policies, ", ")
}

type accessExplainCmd struct {
	placeArg
	dataFlag
	databaseFlag
	As      string   `help:"Account, by its sign-in name." xor:"who"`
	Role    string   `help:"Or a role of the place." xor:"who"`
	Purpose string   `help:"What for; else what the role is usually for."`
	Action  string   `help:"What to do." default:"read"`
	Person  string   `help:"Id of a person, as search shows it: how they are related is looked up." xor:"whom"`
	Related []string `help:"Or relationships and marks to suppose, separated by commas." xor:"whom"`
	Section string   `help:"Section of the record." default:"demographics"`
	Type    string   `help:"Or a type of FHIR."`
	Labels  []string `help:"Labels of sensitivity, separated by commas."`
}

// Run explains.
func (c accessExplainCmd) Run(a *app) error {
	l, err := a.served(c.Place)
	if err != nil {
		return err
	}
	x := access.Example{Name: "asked", Who: access.Who{Role: c.Role, Purpose: c.Purpose}, Action: c.Action, Section: c.Section, Type: c.Type, Labels: c.Labels, Related: c.Related, Answer: "allowed"}
	if err := l.access.Judge(&x); err != nil {
		return err
	}
	var e access.Explanation
	switch {
	case c.As != "" || c.Person != "":
		e, err = c.looked(a, l, &x)
	default:
		e = l.access.Suppose(&x)
	}
	if err != nil {
		return err
	}
	if a.json {
		return a.print(e)
	}
	a.why(e)
	return nil
}

// looked explains by what is known of an account and a person.
func (c accessExplainCmd) looked(a *app, l loaded, x *access.Example) (e access.Explanation, err error) {
	if c.As == "" || c.Person == "" {
		return e, &fault.Error{Code: fault.Invalid, Column: "--person", Reason: "an account and a person are asked about together", Fix: "give both --as and --person, or --role and --related"}
	}
	k, end, err := a.openKept(l, c.dir(c.Place), c.databaseFlag)
	if err != nil {
		return e, err
	}
	defer end()
	accounts, err := openAccounts(a.ctx, k, l)
	if err != nil {
		return e, err
	}
	who, err := accounts.Named(a.ctx, c.As)
	if err != nil {
		return e, err
	}
	actor := l.access.SignedIn(&who, &session.Session{Purpose: c.Purpose, Strong: true})
	err = k.db.Read(a.ctx, func(tx *store.Tx) error {
		parties, err := k.gate.Related(a.ctx, tx, c.Person)
		e = l.access.Policies.Explain(actor, x.Action, &sight.Item{Type: x.Of(), Labels: x.Labels, People: []sight.Person{parties}})
		return err
	})
	return e, err
}

// why says an explanation in words.
func (a *app) why(e access.Explanation) {
	a.line("%s.", map[bool]string{true: "Allowed", false: "Denied"}[e.Allowed])
	if len(e.Relationships) > 0 {
		a.line("Relationships and marks: %s.", strings.Join(e.Relationships, ", "))
	}
	for _, p := range e.By {
		a.line("  by %s (%s:%d): %s", p.ID, p.File, p.Line, p.Says)
	}
	if !e.Allowed && len(e.By) == 0 {
		a.line("  No policy permits it.")
	}
	for _, h := range e.Help {
		a.line("  What would help: %s (%s %s, by %s)", h.Says, h.Needs, strings.Join(h.Any, " or "), h.By)
	}
}
