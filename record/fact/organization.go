package fact

import "continuum/place"

// partnerOrganization makes the Organization of a partner.
func (m *mapper) partnerOrganization(p place.Partner) {
	var identifiers value
	if p.ODS != "" {
		identifiers = array(object("system", text(place.ODSCode), "value", text(p.ODS)))
	}
	m.add(organization, organizationID(p.ID), p.ID,
		"identifier", identifiers,
		"active", truth(true),
		"type", array(concept("", coding(ownCodes+"sector", p.Sector, ""))),
		"name", text(p.Name))
}
