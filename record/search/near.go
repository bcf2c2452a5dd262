package search

import (
	"math"
	"strconv"

	"continuum/internal/fault"
	"continuum/record/index"
)

// Place is a circle on the earth: what Location.near asks for.
type Place struct {
	Latitude, Longitude float64 // degrees
	Reach               float64 // kilometres
}

// usualReach is how far "near" reaches where nobody says.
const usualReach = 10

// kilometres is the length of each unit that a distance may be given in.
var kilometres = map[string]float64{"": 1, "km": 1, "m": 0.001, "[mi_i]": 1.609344, "mi": 1.609344, "[mi_us]": 1.6093472187, "[nmi_i]": 1.852, "[ft_i]": 0.0003048, "[yd_i]": 0.0009144}

// near reads latitude|longitude|distance|unit (R4, Location); distance and unit
// may be left out.
func near(s string) (Operand, error) {
	parts := split(unescape(s), '|')
	wrong := func(why string) (Operand, error) {
		return Operand{}, &fault.Error{Code: fault.Invalid, Value: s, Reason: why, Fix: "write it as 51.346|-2.977|5|km: latitude, longitude, distance and a unit of UCUM (km, m, [mi_i])"}
	}
	if len(parts) < 2 || len(parts) > 4 {
		return wrong("not a place")
	}
	unit := ""
	if len(parts) == 4 {
		unit = parts[3]
	}
	each, known := kilometres[unit]
	if !known {
		return wrong("not a unit of length that is known here")
	}
	p := Place{Reach: usualReach}
	var ok [3]bool
	p.Latitude, ok[0] = degrees(parts[0], 90)
	p.Longitude, ok[1] = degrees(parts[1], 180)
	ok[2] = true
	if len(parts) > 2 && parts[2] != "" {
		p.Reach, ok[2] = degrees(parts[2], math.MaxFloat32)
		p.Reach *= each
	}
	if !ok[0] || !ok[1] || !ok[2] || p.Reach < 0 {
		return wrong("not a place")
	}
	return Operand{Text: s, Place: p}, nil
}

// degrees reads a number that is no further from 0 than most.
func degrees(s string, most float64) (float64, bool) {
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil && math.Abs(x) <= most
}

// radius of the earth, as a sphere, in kilometres.
const radius = 6371.0088

// holds tells whether a position lies within reach, along a great circle (by the
// haversine, which is exact for short ways too).
func (p *Place) holds(v *index.Value) bool {
	const degree = math.Pi / 180
	up, along := (v.Latitude-p.Latitude)*degree, (v.Longitude-p.Longitude)*degree
	h := math.Pow(math.Sin(up/2), 2) + math.Cos(p.Latitude*degree)*math.Cos(v.Latitude*degree)*math.Pow(math.Sin(along/2), 2)
	return 2*radius*math.Asin(math.Sqrt(min(1, h))) <= p.Reach
}
