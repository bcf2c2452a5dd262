package web

import (
	"fmt"
	"time"
)

// warnBefore is how long before a session ends for want of use the page says so.
const warnBefore = 3 * time.Minute

// fitSignIn fits the pages to how people sign in. The users of a demo are let in by a
// click on this machine only.
func (s *site) fitSignIn() {
	if s.in.Now == nil {
		s.in.Now = time.Now
	}
	s.pace = newPace(s.in.Now)
	if len(s.hosts) > 0 || s.secure {
		s.in.Demo = nil
	}
	if s.in.Accounts != nil {
		_, err := s.in.Accounts.BeginSignIn()
		s.passkeys = err == nil
	}
	if s.access.Gate == nil || s.in.Sessions == nil {
		return
	}
	ends := s.access.Gate.Rules().Settings.Sessions.Idle.Duration()
	s.idle = idle{Warn: int(max(ends-warnBefore, ends/2) / time.Minute), Ends: int(ends / time.Minute)}
	s.assets.put("idle.css", s.idle.styles())
}

// styles show the note that a page is about to close when it is time, without
// JavaScript: nothing moves, so it holds also for who wants no motion.
func (i idle) styles() []byte {
	seconds := i.Warn * int(time.Minute/time.Second)
	return fmt.Appendf(nil, `.cx-idle { visibility: hidden; }
.cx div.cx-idle { animation: cx-idle 1ms linear %ds forwards !important; }
@keyframes cx-idle { to { visibility: visible; } }
@media print { .cx div.cx-idle { display: none; } }
`, seconds)
}

// left is how many minutes the note stands before the page closes.
func (i idle) left() int { return i.Ends - i.Warn }

// idles tells whether a page closes by itself.
func (f frame) idles() bool { return f.Who != nil && f.Who.Idle.Ends > 0 }
