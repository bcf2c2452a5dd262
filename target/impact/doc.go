// Package impact is the arithmetic of whom it pays to help. A care partnership
// has few places and many people at risk; whoever is most at risk is often not
// who gains most (Lewis, "Impactibility models", Milbank Quarterly 2010), and most
// programmes cost more than they save in most people (Weiner et al., AMIA 2018;
// Snooks et al., PRISM, BMJ Quality & Safety 2019). So every person and programme
// has an expected net value
//
//	V = g (λ e U − C) − f
//
// with λ the events expected without help, e the share of them that help avoids, U
// what one avoided event saves (its marginal cost, never the average tariff), C
// the cost of somebody who takes part, g the chance of taking part and f the cost
// of an offer. People are offered places in the order of V while V is above 0 and
// places remain: the list and its length are one decision, and an empty list is
// an answer.
//
// e comes from the literature and is drawn towards what a local pilot shows, the
// more the more it shows (empirical Bayes: Morris, JASA 1983). From a randomised
// or matched pilot with counts of events, Learn finds how the effect differs
// between people: a rate model cross-fitted on the pilot, and on it a relative
// effect log RR(x) = a + Σ b z(x) whose differences b are drawn to none, or to what
// the literature says, by a variance that the pilot itself tells. At the event
// rates of general populations estimates for single people are mostly noise, so
// that much shrinkage does better than learners without it (Künzel et al., PNAS
// 2019, for T- and X-learners).
//
// Money is in pence. Nothing here is random except where a seed is given, and
// equal inputs give equal answers to the last bit. Ties are broken by id.
package impact
