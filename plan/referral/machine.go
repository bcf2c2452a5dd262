package referral

import (
	_ "embed"
	"slices"
	"strings"
)

// State is how far a referral has come.
type State string

// The states.
const (
	Drafted    State = "draft"       // the sender's alone
	Sent       State = "sent"        // before the receiver, who has not looked
	Received   State = "received"    // the receiver has looked
	MoreInfo   State = "more-info"   // the receiver asked, the sender is to answer
	Accepted   State = "accepted"    // somebody will do it, from a day on
	InProgress State = "in-progress" // the first contact was made
	Done       State = "done"        // with an outcome for each goal
	Rejected   State = "rejected"    // with a reason; back with the sender
	Revoked    State = "revoked"     // the sender took it back
	EndedEarly State = "ended-early"
	Overdue    State = "overdue" // nobody looked within the time of the place
)

// Act is what somebody does to a referral.
type Act string

// The acts that change the state of a referral.
const (
	ActSend     Act = "send"
	ActView     Act = "view"
	ActAccept   Act = "accept"
	ActReject   Act = "reject"
	ActAsk      Act = "ask"
	ActAnswer   Act = "answer"
	ActStart    Act = "start"
	ActFinish   Act = "finish"
	ActEndEarly Act = "end-early"
	ActRevoke   Act = "revoke"
	ActExpire   Act = "expire"
	ActPassOn   Act = "pass-on"
)

// The acts that leave the state as it is, and stand in the thread likewise.
const (
	ActDraft    Act = "draft"
	ActLate     Act = "late"     // the time to answer is over after somebody looked
	ActEscalate Act = "escalate" // it is shown to somebody else
	ActInvite   Act = "invite"   // a link was given to a partner outside
	ActWithdraw Act = "withdraw" // that link was taken back
)

// Who is somebody's part in a referral.
type Who string

// The parts.
const (
	Sender   Who = "sender"
	Receiver Who = "receiver"
	Manager  Who = "manager" // has a role that the place lets take referrals back, at the sender's partner
	System   Who = "system"
)

// Transition is one line of the machine.
type Transition struct {
	From State
	Act  Act
	To   State
	Who  []Who
	Task string // FHIR R4 Task.status of To
	Rule string // what it needs, in words
	Ours bool   // the published machine does not have it
}

//go:embed machine.txt
var machineText string

var machine = readMachine(machineText)

func readMachine(text string) (all []Transition) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		line, ours := strings.CutPrefix(line, "+")
		cell := strings.Split(line, "|")
		for i := range cell {
			cell[i] = strings.TrimSpace(cell[i])
		}
		t := Transition{From: State(cell[0]), Act: Act(cell[1]), To: State(cell[2]), Task: cell[4], Rule: cell[5], Ours: ours}
		for who := range strings.SplitSeq(cell[3], ",") {
			t.Who = append(t.Who, Who(strings.TrimSpace(who)))
		}
		all = append(all, t)
	}
	return all
}

// Machine lists what may happen to a referral.
func Machine() []Transition { return slices.Clone(machine) }

// States lists the states in the order in which they come about.
func States() []State {
	return []State{Drafted, Sent, Overdue, Received, MoreInfo, Accepted, InProgress, Done, Rejected, Revoked, EndedEarly}
}

// unanswered are the states in which the receiver has neither accepted nor rejected.
var unanswered = []State{Sent, Overdue, Received, MoreInfo}

// open are the states in which somebody has still to do something with it.
var open = append(slices.Clone(unanswered), Accepted, InProgress)

// Open tells whether a referral in this state is under way.
func (s State) Open() bool { return slices.Contains(open, s) }

// Task is the FHIR R4 Task.status of a state.
func (s State) Task() string {
	for _, t := range machine {
		if t.To == s && t.Task != "" {
			return t.Task
		}
	}
	return "draft"
}

// Allowed gives what somebody with some parts may do in a state, each act once.
func Allowed(s State, parts ...Who) (acts []Act) {
	for _, t := range machine {
		if t.From == s && !slices.Contains(acts, t.Act) && t.open(parts) {
			acts = append(acts, t.Act)
		}
	}
	return acts
}

func (t *Transition) open(parts []Who) bool {
	return slices.ContainsFunc(parts, func(p Who) bool { return slices.Contains(t.Who, p) })
}

// leads finds where an act leads. known is false where nobody could do it in this state,
// may where it is for others to do.
func leads(s State, act Act, parts []Who) (to State, known, may bool) {
	for _, t := range machine {
		if t.From != s || t.Act != act {
			continue
		}
		to, known = t.To, true
		if t.open(parts) {
			return to, true, true
		}
	}
	return to, known, false
}
