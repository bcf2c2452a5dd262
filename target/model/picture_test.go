package model

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// TestPictureOfLists draws docs/images/list-worth.svg: what offers are truly worth, by how
// many are made and to whom, as the mean of a few invented places of 100,000 people.
func TestPictureOfLists(t *testing.T) {
	path := os.Getenv("CONTINUUM_PICTURE")
	if path == "" {
		t.Skip("CONTINUUM_PICTURE names no file to draw")
	}
	const places, most = 4, 350
	var mean []ranking
	length := 0.0
	for seed := range uint64(places) {
		f, truth := synthetic(t, 100_000, seed+1)
		all := beginTrial(t, f, truth, "case_management").rankings(t, most)
		length += float64(len(all[0].worth)) / places
		if mean == nil {
			mean = make([]ranking, len(all))
		}
		for i, r := range all {
			last := len(r.worth) - 1
			t.Logf("place %d: %s, %d offers: %.0f pounds; as many as the list, %.0f", seed+1, r.name, last+1, r.worth[last], r.worth[len(all[0].worth)-1])
			mean[i].name = r.name
			for n := range most {
				if n == len(mean[i].worth) {
					mean[i].worth = append(mean[i].worth, 0)
				}
				mean[i].worth[n] += r.worth[min(n, last)] / places // a list that ends offers no more
			}
		}
	}
	for _, n := range []int{24, 50, 100, int(length), most} {
		for _, r := range mean {
			t.Logf("%3d offers: %-38s %8.0f pounds", n, r.name, r.worth[n-1])
		}
	}
	if err := os.WriteFile(path, []byte(drawn(mean, int(math.Round(length)))), 0o644); err != nil {
		t.Fatal(err)
	}
}

// plot turns offers and pounds into places in the picture.
type plot struct {
	left, top, width, height float64
	most, low, high          float64
}

func (p *plot) x(n float64) float64      { return p.left + n/p.most*p.width }
func (p *plot) y(pounds float64) float64 { return p.top + (p.high-pounds)/(p.high-p.low)*p.height }

var strokes = []string{
	`stroke="#005eb8" stroke-width="4"`, `stroke="#7c2855" stroke-width="2"`, `stroke="#aa5b00" stroke-width="2"`,
	`stroke="#7c2855" stroke-width="2" stroke-dasharray="6 4"`, `stroke="#aa5b00" stroke-width="2" stroke-dasharray="6 4"`,
}

// drawn is the picture as SVG.
func drawn(all []ranking, length int) string {
	const step = 20_000.0
	p := &plot{left: 90, top: 40, width: 560, height: 380, most: float64(len(all[0].worth))}
	for _, r := range all {
		for _, v := range r.worth {
			p.low, p.high = min(p.low, v), max(p.high, v)
		}
	}
	p.low, p.high = math.Floor(p.low/step)*step, math.Ceil(p.high/step)*step
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 500" font-family="Arial, sans-serif" font-size="15" fill="#212b32">` + "\n")
	b.WriteString(`<rect width="960" height="500" fill="#fff"/>` + "\n" + `<text x="90" y="24">True value of the offers, £</text><text x="370" y="470" text-anchor="middle">Offers made</text>` + "\n")
	for v := p.low; v <= p.high; v += step {
		fmt.Fprintf(&b, `<path d="M%.0f %.1fh%.0f" stroke="%s"/><text x="%.0f" y="%.1f" text-anchor="end">%s</text>`+"\n", p.left, p.y(v), p.width, map[bool]string{true: "#4c6272", false: "#d8dde0"}[v == 0], p.left-8, p.y(v)+5, thousands(v))
	}
	for n := 0.0; n <= p.most; n += 50 {
		fmt.Fprintf(&b, `<text x="%.1f" y="%.0f" text-anchor="middle">%.0f</text>`+"\n", p.x(n), p.top+p.height+22, n)
	}
	for i, r := range all {
		shown := r.worth
		if i == 0 {
			shown = shown[:length]
		}
		fmt.Fprintf(&b, `<path fill="none" %s d="M%.1f %.1f`, strokes[i], p.x(0), p.y(0))
		for n, v := range shown {
			fmt.Fprintf(&b, "L%.1f %.1f", p.x(float64(n+1)), p.y(v))
		}
		b.WriteString("\"/>\n")
	}
	end := all[0].worth[length-1]
	fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="7" fill="#005eb8"/>`+"\n", p.x(float64(length)), p.y(end))
	legend(&b, p, all)
	b.WriteString("</svg>\n")
	return b.String()
}

// legend writes beside each line what it is, without one covering another.
func legend(b *strings.Builder, p *plot, all []ranking) {
	at := p.top
	for i, r := range all {
		y := max(p.y(r.worth[len(r.worth)-1]), at)
		at = y + 22
		name := r.name
		if i == 0 {
			name += ", which ends by itself"
		}
		fmt.Fprintf(b, `<path d="M%.0f %.1fh24" %s/><text x="%.0f" y="%.1f">%s</text>`+"\n", p.left+p.width+12, y, strokes[i], p.left+p.width+42, y+5, name)
	}
}

func thousands(v float64) string {
	s := fmt.Sprintf("%.0f", math.Abs(v))
	if len(s) > 3 {
		s = s[:len(s)-3] + "," + s[len(s)-3:]
	}
	if v < 0 {
		s = "−" + s
	}
	return s
}
