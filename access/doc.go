// Package access decides who may do what with a person's record, for which purpose,
// and says why.
//
// People let hospitals, councils and charities put what they know of them together
// only if each reader has a reason that they would accept: a legitimate relationship
// and a purpose. Which reasons count is agreed locally, so the rules are files of
// the place folder, in Cedar (Cutler et al., "Cedar: a new language for expressive,
// fast, safe, and analyzable authorization", OOPSLA 2024): access/*.cedar. They are
// typed by schema.cedarschema, tested by examples (access/examples_*.yaml), and whatever
// they do not permit is denied.
//
// One question, such as whether a nurse may read this letter, is put to Cedar as it
// stands (Policies.Decide). For a search it is put once, without the resource: what
// Cedar's partial evaluation leaves open about the resource becomes a sight.Rule,
// which the record asks of every row inside its SQL (Policies.Sight). Both ways give
// the same answers; a property test holds them to it.
package access
