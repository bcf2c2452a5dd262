package session

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"continuum/access/account"
)

// TestSessionsKeepToTheModel: whatever happens in whatever order, a token lets in
// exactly while a plain model says so; a session may end up to a minute early for
// want of use, never late.
func TestSessionsKeepToTheModel(t *testing.T) {
	w := newWorld(t, "sqlite:"+t.TempDir()+"/place.db")
	rapid.Check(t, func(rt *rapid.T) {
		m := &model{rt: rt, w: w, t: t, at: map[string]*modelled{}}
		m.owner = w.add(t, "m"+newToken())
		rt.Repeat(map[string]func(*rapid.T){
			"begin": func(*rapid.T) { m.begin() },
			"use":   func(*rapid.T) { m.use(true) },
			"peek":  func(*rapid.T) { m.use(false) },
			"act":   func(*rapid.T) { m.act() },
			"end":   func(*rapid.T) { m.end() },
			"all":   func(*rapid.T) { m.endAll() },
			"roles": func(*rapid.T) { m.roles() },
			"wait": func(rt *rapid.T) {
				w.pass(rapid.SampledFrom([]time.Duration{time.Second, 59 * time.Second, time.Minute, 14 * time.Minute, idle, lasts}).Draw(rt, "pause"))
			},
		})
	})
}

// modelled is what the model knows of a token.
type modelled struct {
	used, began time.Time
	over        bool
}

type model struct {
	rt     *rapid.T
	t      *testing.T
	w      *world
	owner  account.Account
	tokens []string
	at     map[string]*modelled
}

// pick is any token there ever was.
func (m *model) pick() string {
	if len(m.tokens) == 0 {
		return newToken()
	}
	return rapid.SampledFrom(m.tokens).Draw(m.rt, "token")
}

// stands tells whether a token must let in, and whether it may.
func (m *model) stands(token string) (must, may bool) {
	x := m.at[token]
	if x == nil || x.over || !m.w.now().Before(x.began.Add(lasts)) {
		return false, false
	}
	unused := m.w.now().Sub(x.used)
	return unused < idle-written, unused < idle
}

func (m *model) hold(token string, got bool) {
	must, may := m.stands(token)
	if must && !got || got && !may {
		m.rt.Fatalf("let in: %v, must %v, may %v", got, must, may)
	}
	if x := m.at[token]; x != nil && !got {
		x.over = true
	}
}

func (m *model) begin() {
	old := ""
	if rapid.Bool().Draw(m.rt, "with an old one") {
		old = m.pick()
	}
	token, _, err := m.w.Begin(m.t.Context(), Beginning{Account: m.owner.ID, Epoch: m.owner.Epoch, Old: old})
	if err != nil {
		m.rt.Fatal(err)
	}
	m.over(old)
	m.keep(token, m.w.now())
}

func (m *model) keep(token string, began time.Time) {
	m.tokens = append(m.tokens, token)
	m.at[token] = &modelled{used: m.w.now(), began: began}
}

func (m *model) over(token string) {
	if x := m.at[token]; x != nil {
		x.over = true
	}
}

func (m *model) use(counts bool) {
	token, ask := m.pick(), m.w.Peek
	if counts {
		ask = m.w.Use
	}
	_, _, err := ask(m.t.Context(), token)
	m.hold(token, err == nil)
	if err == nil && counts {
		m.at[token].used = m.w.now()
	}
}

func (m *model) act() {
	token := m.pick()
	fresh, err := m.w.Act(m.t.Context(), token, "gp", "")
	m.hold(token, err == nil)
	if err == nil {
		m.keep(fresh, m.at[token].began)
		m.over(token)
	}
}

func (m *model) end() {
	token := m.pick()
	if err := m.w.End(m.t.Context(), token); err != nil {
		m.rt.Fatal(err)
	}
	m.over(token)
}

func (m *model) endAll() {
	if _, err := m.w.EndAll(m.t.Context(), m.owner.ID, ""); err != nil {
		m.rt.Fatal(err)
	}
	for token := range m.at {
		m.over(token)
	}
}

func (m *model) roles() {
	var err error
	m.owner, err = m.w.accounts.Change(m.t.Context(), m.owner.ID, 0, func(a *account.Account) error {
		a.Roles = append(a.Roles[:0:0], newToken())
		return nil
	})
	if err != nil {
		m.rt.Fatal(err)
	}
	for token := range m.at {
		m.over(token)
	}
}
