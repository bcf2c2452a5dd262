package synth

import (
	"slices"
	"sort"
)

type useSummary struct {
	share, gp, clinics, ae, emergency, nothing float64
	meanGP, meanClinics, meanAE                float64
}

// users finds the segment of high use of all services: the 4.4% of people with
// most contacts when each service is weighed by its rarity.
func (m *simulation) users() (u useSummary) {
	type one struct {
		score float64
		v     personYear
	}
	var all []one
	for _, v := range m.years {
		if v.share < 0.99 {
			continue
		}
		u.meanGP += float64(v.gp)
		u.meanClinics += float64(v.clinics)
		u.meanAE += float64(v.ae)
		if v.gp+v.clinics+v.ae+v.emergency+v.planned+v.contacts <= 2 {
			u.nothing++
		}
		score := float64(v.ae) - 0.85*float64(v.emergency) + float64(v.gp+v.clinics)/45
		if v.gp < 2 || v.clinics < 1 || v.ae < 1 {
			score = 0
		}
		all = append(all, one{score, v})
	}
	n := float64(len(all))
	u.meanGP, u.meanClinics, u.meanAE, u.nothing = u.meanGP/n, u.meanClinics/n, u.meanAE/n, u.nothing/n
	sort.SliceStable(all, func(i, j int) bool { return all[i].score > all[j].score })
	top := all[:int(0.044*n)]
	for _, o := range top {
		u.gp += float64(o.v.gp)
		u.clinics += float64(o.v.clinics)
		u.ae += float64(o.v.ae)
		u.emergency += float64(o.v.emergency)
	}
	k := float64(len(top))
	u.share, u.gp, u.clinics, u.ae, u.emergency = k/n, u.gp/k, u.clinics/k, u.ae/k, u.emergency/k
	return u
}

type delaySummary struct {
	any, week, twentieth float64
	reasons, pathways    map[string]float64
}

func (m *simulation) delays() delaySummary {
	d := delaySummary{reasons: map[string]float64{}, pathways: map[string]float64{}}
	n, waits, paths := 0.0, []int{}, 0.0
	for i, x := range m.spells {
		if x.ready == 0 {
			continue
		}
		n++
		if x.pathway != "" && m.older[i] {
			d.pathways[x.pathway]++
			paths++
		}
		if x.delay > 0 {
			waits = append(waits, x.delay)
			d.reasons[x.reason]++
		}
		if x.delay >= 7 {
			d.week++
		}
	}
	d.any, d.week = float64(len(waits))/n, d.week/n
	slices.Sort(waits)
	slices.Reverse(waits)
	sum, top := 0, 0
	for i, w := range waits {
		sum += w
		if i < int(n/20) { // a twentieth of spells
			top += w
		}
	}
	d.twentieth = float64(top) / float64(sum)
	for k := range d.reasons {
		d.reasons[k] /= float64(len(waits))
	}
	for k := range d.pathways {
		d.pathways[k] /= paths
	}
	return d
}

// riskTruth judges the true yearly rates: how well they rank people by any
// emergency admission in the year, and observed over expected.
func (m *simulation) riskTruth() (auc, ratio float64) {
	type one struct {
		p   float64
		any bool
	}
	var all []one
	obs, exp := 0.0, 0.0
	for _, v := range m.years {
		if v.expected == 0 {
			continue
		}
		all = append(all, one{v.expected, v.emergency > 0})
		obs += float64(v.emergency)
		exp += v.expected * v.share
	}
	sort.Slice(all, func(i, j int) bool { return all[i].p < all[j].p })
	rank, pos := 0.0, 0.0
	for i, o := range all {
		if o.any {
			rank += float64(i + 1)
			pos++
		}
	}
	neg := float64(len(all)) - pos
	return (rank - pos*(pos+1)/2) / (pos * neg), obs / exp
}
