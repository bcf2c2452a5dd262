// Package label tells which resources and facts are sensitive. Somebody who lets a
// hospital see the record need not want the pharmacy to read of the sexual health
// clinic, and a carer who may see a care plan should not learn of an adoption from
// it. So a place declares labels, such as sexual-health, and by what a resource is
// known to deserve one: what its sender says (meta.security, as HL7's Data
// Segmentation for Privacy has it), what it is, or a code that is in a list of the
// place. Rules of who may see what then speak of labels only.
//
// A code without a system is taken for that of any list, and a code of a contained
// resource or an extension counts as well: a label too many hides something from
// those who ask again, one too few tells it.
package label
