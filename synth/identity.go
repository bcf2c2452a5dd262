package synth

import (
	"strconv"
	"strings"

	"continuum/synth/draw"
	"continuum/synth/names"
)

// communities of the place: share, naming group and ONS ethnic letter.
var communities = []struct {
	share     float64
	group     names.Group
	ethnicity string
}{
	{0.760, names.British, "A"},
	{0.012, names.Irish, "B"},
	{0.055, names.EastEuropean, "C"},
	{0.014, names.British, "D"},
	{0.006, names.British, "F"},
	{0.028, names.Indian, "H"},
	{0.012, names.Sikh, "H"},
	{0.030, names.Muslim, "J"},
	{0.010, names.Muslim, "K"},
	{0.008, names.Indian, "L"},
	{0.014, names.Caribbean, "M"},
	{0.028, names.African, "N"},
	{0.008, names.Chinese, "R"},
	{0.010, names.Muslim, "S"},
	{0.005, names.African, "S"},
}

var communityShares = func() (out []float64) {
	for _, c := range communities {
		out = append(out, c.share)
	}
	return out
}()

// christen names the people of a new household: partners may share a surname,
// children bear a parent's, and a few sons and daughters a parent's given name.
func (b *block) christen(h *household, community int) {
	s, c := b.people, communities[community]
	head := names.Surname(s, c.group)
	for i, p := range h.members {
		p.group, p.ethnicity = c.group, c.ethnicity
		p.given = b.givenName(p, h.members[:i])
		if s.Chance(0.72) {
			p.middle = names.Given(s, c.group, p.sex == female, p.birth.year())
		}
		p.family = names.Feminine(c.group, head)
		if p.sex == male || c.group != names.EastEuropean {
			p.family = head
		}
		p.title = drawTitle(s, p)
	}
	b.marry(h, c.group)
}

func (b *block) givenName(p *person, before []*person) string {
	s := b.people
	for _, q := range before {
		if q.sex == p.sex && p.birth-q.birth > 17*365 && s.Chance(0.012) {
			return q.given
		}
	}
	for {
		name := names.Given(s, p.group, p.sex == female, p.birth.year())
		clash := false
		for _, q := range before {
			clash = clash || (q.given == name && q.birth-p.birth < 6000 && p.birth-q.birth < 6000)
		}
		if !clash || s.Chance(0.2) {
			return name
		}
	}
}

// marry settles surnames of couples: most women changed theirs long ago, some
// do so within the window, some never; a few double-barrel.
func (b *block) marry(h *household, g names.Group) {
	s := b.people
	if h.kind == shared {
		for _, p := range h.members {
			p.family = names.Surname(s, g)
		}
		return
	}
	if len(h.members) < 2 || h.members[0].sex == h.members[1].sex || h.kind == loneParent {
		for _, p := range h.members {
			if p.sex == female && p.age(census) > 40 && h.kind != shared {
				p.maiden = names.Surname(s, g)
				p.married = p.birth + Day(s.Between(20, 36)*365)
			}
		}
		return
	}
	wife := h.members[0]
	born := names.Feminine(g, names.Surname(s, g))
	age := wife.age(census)
	switch {
	case age < 45 && s.Chance(0.09):
		wife.maiden, wife.married = born, WindowStart+Day(s.Between(30, 1060))
	case s.Chance(min(0.93, 0.45+float64(age/110))):
		wife.maiden, wife.married = born, wife.birth+Day(s.Between(20, 32)*365)
	default:
		wife.family = born
	}
	if wife.maiden != "" && s.Chance(0.04) && !strings.Contains(wife.maiden+wife.family, "-") {
		wife.family = wife.maiden + "-" + wife.family
	}
}

func drawTitle(s *draw.Stream, p *person) string {
	age := p.age(census)
	switch {
	case age < 16 && p.sex == male:
		return "Master"
	case s.Chance(0.012) && age > 28:
		return "Dr"
	case p.sex == male:
		return "Mr"
	case age < 22:
		return "Miss"
	case p.house.kind == couple || p.house.kind == coupleOlder || p.house.kind == family || age > 60:
		return "Mrs"
	}
	return "Ms"
}

// contact draws a telephone (071..., a run no network uses) and an e-mail.
func contact(s *draw.Stream, p *person) {
	if p.age(census) > 13 {
		p.phone = "0710" + pad(s.Below(10), 1) + " " + pad(s.Below(1_000_000), 6)
	}
	if p.age(census) > 15 && p.age(census) < 80 && s.Chance(0.5) {
		p.email = strings.ToLower(initial(plain(p.given))) + "." + strings.ToLower(strings.NewReplacer("'", "", "-", "").Replace(plain(p.family))) + strconv.Itoa(s.Below(1000)) + "@example.org"
	}
}
