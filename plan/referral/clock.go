package referral

import "time"

// Clock tells how long a referral has been under way. It runs from when it was sent, not
// from when somebody looked, and goes on while the receiver waits for an answer of the
// sender: both times are told, so that nobody's is hidden in the other's.
type Clock struct {
	Sent       time.Time     `json:"sent,omitzero"`       // first; zero for a draft
	Asked      time.Time     `json:"asked,omitzero"`      // to the present receiver, where it was passed on
	Stopped    time.Time     `json:"stopped,omitzero"`    // when the present receiver accepted or rejected, or it was taken back
	Since      time.Duration `json:"since"`               // from Sent until Stopped or now
	WithSender time.Duration `json:"with_sender"`         // of these, while the sender was to answer
	WaitsFor   Who           `json:"waits_for,omitempty"` // who is to do something next; "" nobody
	WaitsSince time.Time     `json:"waits_since,omitzero"`
	Waits      time.Duration `json:"waits"`
	Due        time.Time     `json:"due,omitzero"`  // when the answer is wanted, by the place's standard
	Late       time.Time     `json:"late,omitzero"` // when it was found to be overdue
	Over       bool          `json:"over"`          // Due is past, or was when it was answered
}

// waitsFor says who is to do something next in a state.
var waitsFor = map[State]Who{
	Drafted: Sender, Sent: Receiver, Overdue: Receiver, Received: Receiver, MoreInfo: Sender, Accepted: Receiver, InProgress: Receiver, Rejected: Sender,
}

// Clock tells how long a referral has been under way by now.
func (x *Referral) Clock(now time.Time) Clock {
	c := Clock{Sent: x.sent, Asked: x.asked, Stopped: x.answered, WithSender: x.withSender, Due: x.due, Late: x.late, WaitsFor: waitsFor[x.State]}
	until := now
	if !c.Stopped.IsZero() {
		until = c.Stopped
	}
	if !c.Sent.IsZero() {
		c.Since = max(until.Sub(c.Sent), 0)
	}
	if c.WaitsFor != "" {
		c.WaitsSince = x.turn
		if x.State == Drafted {
			c.WaitsSince = x.Made
		}
		c.Waits = max(now.Sub(c.WaitsSince), 0)
	}
	if x.State == MoreInfo {
		c.WithSender += c.Waits
	}
	c.Over = !c.Due.IsZero() && until.After(c.Due)
	return c
}
