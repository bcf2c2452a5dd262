// Package programme says what a place does for the people it finds, what that costs and
// is worth, and makes the list of whom to offer it to.
//
// A programme is a file, programmes/NAME.yaml: a cohort, a model that foresees what the
// programme may avoid, an intervention, the team that gives it, its places, and its
// economics. For each person of the cohort the list works out
//
//	V = g (λ T e U − C) − f
//
// where λ is the expected number of events a year, T the years for which the effect lasts,
// e the share of events avoided in whoever takes part, U the marginal cost of an event, C
// what somebody who takes part costs, g the chance of taking part and f what an offer
// costs. People are offered the programme in the order of V while V is above nothing and
// places remain: the list and its length are chosen together, and an empty list is an
// answer (Billings et al., "Choosing a model to predict hospital admission", BMJ Open
// 2013; Lewis, "Impactibility models", Milbank Quarterly 2010; Weiner et al., AMIA 2018:
// cost and effect often matter more than how well a model tells people apart). U is never
// the average tariff of an event: a bed that is not used saves little of it.
//
// e begins as a prior from the literature by group of people, with its interval and its
// source, and is drawn towards what local evaluations find as these tell more (package
// target/impact, which owns the arithmetic).
package programme
