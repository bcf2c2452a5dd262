package session

import (
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

const columns = "SELECT id, account, epoch, method, strong, provider, subject, sid, role, purpose, agent, began, used, proved, ends FROM session_open"

func scan(row store.Row) (s Session, err error) {
	var began, used, proved, ends int64
	err = row.Scan(&s.ID, &s.Account, &s.epoch, &s.Method, &s.Strong, &s.From.ID, &s.From.Sub, &s.From.SID, &s.Role, &s.Purpose, &s.Agent, &began, &used, &proved, &ends)
	s.Began, s.Used, s.Proved, s.Ends = instant(began), instant(used), instant(proved), instant(ends)
	return s, err
}

func instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// at reads the session of a token, however it stands; false where there is none.
func at(tx *store.Tx, k key) (s Session, there bool, err error) {
	s, err = scan(tx.QueryRow(columns+" WHERE digest = $1", k[:]))
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		return Session{}, false, nil
	}
	return s, err == nil, err
}

// insert keeps a session under a token's key.
func insert(tx *store.Tx, k key, s *Session) error {
	return tx.Insert("session_open",
		[]string{"digest", "id", "account", "epoch", "method", "strong", "provider", "subject", "sid", "role", "purpose", "agent", "began", "used", "proved", "ends"},
		[][]any{{k[:], s.ID, s.Account, s.epoch, s.Method, s.Strong, s.From.ID, s.From.Sub, s.From.SID, s.Role, s.Purpose, s.Agent, s.Began, s.Used, s.Proved, s.Ends}})
}

// drop takes the session of a token away.
func drop(tx *store.Tx, k key) error {
	_, err := tx.Exec("DELETE FROM session_open WHERE digest = $1", k[:])
	return err
}
