package main

import (
	"fmt"
	"math"
	"strings"

	"continuum/target/impact"
)

// offerText tells people what was chosen and what it rests on.
type offerText struct {
	*app
	offerCmd
	request impact.Request
	*impact.Answer
}

func (t offerText) print() {
	t.head()
	t.line("")
	t.line("%-24s %d people, %d of them offered help; %.0f events with and %.0f without", "pilot", t.Pilot().Treated+t.Pilot().Control, t.Pilot().Treated, t.Pilot().TreatedEvents, t.Pilot().ControlEvents)
	t.line("%-24s %s of events avoided (95%% %s to %s)", "average effect", percent(t.Average.Avoided), percent(t.Average.Range.Low), percent(t.Average.Range.High))
	t.line("%-24s %s", "break-even", t.breakEven())
	t.line("%-24s %s", "offering it to everybody", money(t.All))
	t.list()
	t.drivers()
}

// Pilot is what the answer says of the pilot: the flag of that name is a file.
func (t offerText) Pilot() impact.Arms { return t.Answer.Pilot }

// head says first whether anybody is to be offered it, and whether that may lose money.
func (t offerText) head() {
	n := len(t.List.Chosen)
	switch {
	case t.CannotBe != "":
		t.line("Nobody: the programme does not pay for any of the %d people. The list in %s is empty.", len(t.Values), t.Out)
		t.line("%s.", sentence(t.CannotBe))
	case n == 0:
		t.line("Nobody: there are no places. The list in %s is empty.", t.Out)
	default:
		t.line("Offer it to %d of %d people; the list is in %s.", n, len(t.Values), t.Out)
		t.line("Expected net value %s (95%% %s to %s); the chance that it saves more than it costs is %s.",
			money(t.List.Total), money(t.Outlook.Range.Low), money(t.Outlook.Range.High), percent(t.Outlook.Pays))
		if t.Outlook.Pays < 0.8 {
			t.line("Beware: this list may well lose money.")
		}
	}
	if t.List.Full {
		t.line("%d people would pay; one more place would be worth %s.", t.List.Pays, money(t.List.Shadow))
	}
}

func (t offerText) breakEven() string {
	if math.IsInf(t.Rates.BreakEven, 1) {
		return "none: on average no events are avoided"
	}
	return fmt.Sprintf("%.2f events expected, at the average effect; %s, the highest is %.2f",
		t.Rates.BreakEven, expecting(t.Rates.Above), t.Rates.Highest)
}

func expecting(more int) string {
	if more == 1 {
		return "1 person expects more"
	}
	return fmt.Sprintf("%d people expect more", more)
}

// list tells what is known of those on the list.
func (t offerText) list() {
	if len(t.List.Chosen) == 0 {
		return
	}
	t.line("%-24s %s of their events avoided, as the pilot and what was known before say together", "the list", percent(t.Listed))
	if h := t.Honest; h.People > 1 {
		t.line("%-24s %s each where %s was expected; one standard error is %s (%d people)", "likewise in the pilot", money(h.Each), money(h.Model), money(h.SE), h.People)
	}
	if r := t.Regress; r != nil {
		t.line("%-24s %.0f events last period (%s), %.0f expected next without any help: that fall is no effect", "regression to the mean", r.Last, t.request.Last, r.Expected)
		t.line("%-24s %.0f by that count alone", "", r.Next)
	}
}

// drivers tells by what the effect differs.
func (t offerText) drivers() {
	t.line("")
	t.line("%-24s ratio of events with help, beside others (95%%)", "the effect differs by")
	for _, d := range t.Drivers {
		t.line("  %-22s %.2f (%.2f to %.2f)", d.Name, d.Ratio, d.Range.Low, d.Range.High)
	}
}

func percent(share float64) string { return fmt.Sprintf("%.0f%%", 100*share) }

// money is an amount of pence in whole pounds.
func money(pence float64) string {
	pounds := int64(math.Round(pence / 100))
	sign := ""
	if pounds < 0 {
		sign, pounds = "-", -pounds
	}
	digits := fmt.Sprint(pounds)
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return sign + "£" + strings.Join(append([]string{digits}, groups...), ",")
}

// sentence begins with a capital.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
