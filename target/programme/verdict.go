package programme

import (
	"fmt"
	"math"
	"strconv"

	"continuum/internal/fault"
)

// verdict says whether the list pays, and why it is as long as it is.
func (m *making) verdict(h *Head) error {
	name := m.Event.Name
	switch {
	case len(m.open) == 0:
		h.Verdict, h.Ends = "Nobody is on this list: nobody of the cohort is eligible.", "The counts below say why each was left out."
		return nil
	case len(m.chosen) == 0:
		return m.nobody(h)
	case h.Net > 0:
		h.Verdict = fmt.Sprintf("This list pays: %s more is expected to be saved than spent (likely between %s and %s; the chance that it pays is %s).", Pounds(h.Net), Pounds(h.Low), Pounds(h.High), surely(h.ChancePays))
		if h.ChancePays < 0.8 {
			h.Verdict += " That is not sure: look again after a first evaluation."
		}
	default:
		h.Verdict = fmt.Sprintf("This list loses money: %s more is expected to be spent than saved (its value is likely between %s and %s).", Pounds(-h.Net), Pounds(h.Low), Pounds(h.High))
		if h.Points.Decides {
			h.Verdict += fmt.Sprintf(" It is chosen for what people value: %s %s, at %s each.", strconv.FormatFloat(h.Points.Expects, 'f', 0, 64), h.Points.Name, penceText(h.Points.Each))
		}
	}
	switch {
	case m.full:
		h.Ends = fmt.Sprintf("It ends where the places do: %d more people would be worth one. One more place would be worth %s.", m.paying-len(m.chosen), Pounds(h.OneMore))
	case h.BreakEven > 0:
		h.Ends = fmt.Sprintf("It ends where an offer stops paying: below about %.2f events (%s) a year. %d places stay free; filling them would lose money.", h.BreakEven, name, m.places-len(m.chosen))
	default:
		h.Ends = "Everybody who is eligible is on it."
	}
	return nil
}

// nobody says why nobody is on the list.
func (m *making) nobody(h *Head) error {
	if m.places == 0 {
		h.Verdict, h.Ends = "Nobody is on this list: all places are taken.", "Whoever leaves makes room for somebody of the next list."
		return nil
	}
	var rates, effects []float64
	for _, i := range m.open {
		p := &m.People[i]
		rates, effects = append(rates, p.Rate*m.Years()), append(effects, m.effects[p.Group].Mean)
	}
	_, short, err := m.choosing().Pays(rates, effects)
	if err != nil {
		return fault.Wrap(err, "telling why nobody is on the list")
	}
	h.Verdict = "Nobody is on this list: the programme would cost more than it is worth in everybody."
	h.Ends = "Over the years of the effect, " + short.String() + "."
	return nil
}

// share rounds a share that was counted in draws, so that it tells no more than they do.
func share(x float64) float64 { return math.Round(x*1000) / 1000 }

// Pounds is a sum in whole pounds, with a minus where it is below nothing.
func Pounds(pence int64) string {
	sign := ""
	if pence < 0 {
		sign, pence = "−", -pence
	}
	digits := strconv.FormatInt((pence+50)/100, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + "£" + digits
}

// surely says a chance, which is never none and never full.
func surely(p float64) string {
	switch {
	case p > 0.99:
		return "over 99%"
	case p < 0.01:
		return "under 1%"
	}
	return fmt.Sprintf("%.0f%%", 100*p)
}

// penceText is a sum to the penny.
func penceText(pence int64) string { return fmt.Sprintf("£%d.%02d", pence/100, pence%100) }
