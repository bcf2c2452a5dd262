package ward

import (
	"slices"
	"strings"

	"continuum/internal/fault"
)

// Measure is something people measure at home or at a bedside.
type Measure uint16

// The measures. The first seven are the parts of NEWS2, in the order of its chart.
const (
	Respiration   Measure = iota // breaths a minute
	Saturation                   // per cent
	Oxygen                       // litres a minute; 0 is air
	Systolic                     // mmHg
	Pulse                        // beats a minute
	Consciousness                // Awake to Unresponsive
	Temperature                  // degrees Celsius
	Diastolic                    // mmHg
	Weight                       // kilograms
	Glucose                      // mmol/l
	PeakFlow                     // litres a minute
	Total                        // of NEWS2: not measured, but limits hold for it

	measures = int(Total) + 1
	parts    = int(Temperature) + 1
)

// The levels of consciousness as values of Consciousness: alert ("A" of ACVPU), newly
// confused, answering to voice, to pain, not at all.
const (
	Awake Number = 1000 * iota
	Confusion
	Voice
	Pain
	Unresponsive
)

var names = [measures]string{
	"respiration", "saturation", "oxygen", "systolic", "pulse", "consciousness", "temperature",
	"diastolic", "weight", "glucose", "peak_flow", "news2",
}

// possible is what a living person can have; a value outside is a slip of the hand or the wire.
var possible = [measures][2]Number{
	Respiration: {0, Whole(90)}, Saturation: {Whole(30), Whole(100)}, Oxygen: {0, Whole(80)},
	Systolic: {Whole(30), Whole(320)}, Pulse: {0, Whole(350)}, Consciousness: {Awake, Unresponsive},
	Temperature: {Whole(20), Whole(46)}, Diastolic: {Whole(10), Whole(220)}, Weight: {Tenths(5), Whole(650)},
	Glucose: {0, Whole(120)}, PeakFlow: {0, Whole(1000)}, Total: {0, Whole(20)},
}

// String is the measure's name in files: respiration, saturation, …, news2.
func (m Measure) String() string {
	if int(m) >= measures {
		return "unknown"
	}
	return names[m]
}

// MarshalText gives the name, so that JSON has names.
func (m Measure) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText finds the measure of a name.
func (m *Measure) UnmarshalText(text []byte) (err error) {
	*m, err = ParseMeasure(string(text))
	return err
}

// ParseMeasure finds a measure by its name.
func ParseMeasure(name string) (Measure, error) {
	i := slices.Index(names[:], name)
	if i < 0 {
		return 0, &fault.Error{Code: fault.Invalid, Reason: "no such measure", Value: name, Fix: "write one of " + strings.Join(names[:], ", ")}
	}
	return Measure(i), nil
}

// Signs are values measured together. The zero value holds none.
type Signs struct {
	values [measures]Number
	known  uint16
}

// Set notes a value. One that nobody alive can have is refused, and so is a total, which is
// worked out.
func (s *Signs) Set(m Measure, n Number) error {
	if int(m) >= int(Total) {
		return fault.New(fault.Invalid, "%s is not a measure that is taken", m)
	}
	if bounds := possible[m]; n < bounds[0] || n > bounds[1] || m == Consciousness && n%1000 != 0 {
		return &fault.Error{
			Code: fault.Invalid, Column: m.String(), Value: n.String(), Reason: "is not possible",
			Fix: "measure or write it again; it lies from " + bounds[0].String() + " to " + bounds[1].String(),
		}
	}
	s.set(m, n)
	return nil
}

func (s *Signs) set(m Measure, n Number) { s.values[m], s.known = n, s.known|1<<m }

// Get gives a value, and whether it was measured.
func (s *Signs) Get(m Measure) (Number, bool) {
	if int(m) >= measures {
		return 0, false
	}
	return s.values[m], s.known&(1<<m) != 0
}
