package messy

import (
	"strings"

	"continuum/synth/draw"
)

// works are occupations as their holders put them; otherWork has the words that
// a register may write instead (after the bar).
var works, otherWork = parseWorks(`
bus driver|driver, coach driver
nurse|staff nurse, SRN, nursing
care assistant|carer, care worker, home help
cleaner|domestic, cleaning
shop assistant|retail, sales assistant
warehouse operative|warehouse, packer
factory worker|machine operator, factory hand
lorry driver|HGV driver, driver
electrician|sparky, electrical
plumber|heating engineer, plumbing
joiner|carpenter, woodworker
bricklayer|builder, building trade
labourer|general labourer, navvy
teacher|school teacher, primary teacher
teaching assistant|classroom assistant, TA
secretary|typist, office worker
clerk|clerical officer, office clerk
bookkeeper|accounts clerk, accounts
chef|cook, catering
waitress|waiting staff, catering
barman|bar staff, publican
hairdresser|hair stylist, barber
gardener|groundsman, landscape gardener
farm worker|agricultural worker, farm hand
fisherman|trawlerman, deck hand
miner|coal miner, colliery worker
steel worker|steelworks, foundryman
railwayman|signalman, rail worker
postman|postal worker, Royal Mail
police officer|policeman, PC
soldier|army, armed forces
security guard|doorman, security
mechanic|motor mechanic, fitter
welder|plater, fabricator
painter and decorator|painter, decorator
seamstress|sewing machinist, dressmaker
textile worker|mill worker, weaver
taxi driver|cab driver, driver
housewife|homemaker, at home
volunteer|voluntary worker, helper
self-employed|own business, sole trader
engineer|fitter, engineering
accountant|finance, accounts
solicitor|legal, lawyer
social worker|council, welfare officer
musician|entertainer, music teacher
porter|hospital porter, caretaker
school cook|dinner lady, kitchen assistant
`)

// idle are states that stand for an occupation.
var idle = map[string][]string{
	"student":    {"at college", "studying"},
	"unemployed": {"none", "not working"},
	"retired":    {"OAP", "pensioner"},
}

func parseWorks(text string) ([]string, map[string][]string) {
	var list []string
	other := map[string][]string{}
	for line := range strings.Lines(text) {
		if work, rest, ok := strings.Cut(strings.TrimSpace(line), "|"); ok {
			list = append(list, work)
			other[work] = strings.Split(rest, ", ")
		}
	}
	return list, other
}

// workAt is what the person does for a living on a day, in the person's words.
func (p *person) workAt(d day, s *draw.Stream) string {
	switch age := p.age(d); {
	case age < 16:
		return "schoolchild"
	case age < 20:
		return "student"
	case age >= 66 && s.Chance(0.5):
		return "retired"
	case age >= 66:
		return "retired " + p.work
	case s.Chance(0.08):
		return "unemployed"
	}
	return p.work
}

// reworded says an occupation in other words.
func reworded(s *draw.Stream, work string) string {
	other := idle[work]
	if other == nil {
		other = otherWork[strings.TrimPrefix(work, "retired ")]
	}
	if other == nil {
		return work
	}
	return other[s.Below(len(other))]
}
