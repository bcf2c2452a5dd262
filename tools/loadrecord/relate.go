package main

import (
	"context"
	"fmt"
	"net/url"
)

// everyFifth is how many people there are for one that is in a care team of the partner.
const everyFifth = 5

// relate puts every fifth person into a care team of the partner with the code RW9, for
// runs by somebody who sees these alone.
func (l *lab) relate(ctx context.Context) error {
	c := l.place.client()
	defer c.close()
	made := 0
	for k := range l.load.copies {
		for i, t := range l.load.templates {
			if ctx.Err() != nil || (k*len(l.load.templates)+i)%everyFifth != 0 {
				continue
			}
			p := &subject{t: t, k: k}
			_, body, err := c.get("/Patient?identifier=" + url.QueryEscape(p.identifier()))
			if err != nil {
				return err
			}
			for _, id := range keysIn(body, "Patient") {
				team := `{"resourceType":"CareTeam","status":"active","subject":{"reference":"` + id + `"},` +
					`"participant":[{"member":{"type":"Organization","identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"RW9"}}}]}`
				if status, body, err := c.do("POST", "/CareTeam", []byte(team)); err != nil || status != 201 {
					return fmt.Errorf("a care team: status %d, %v: %.300s", status, err, body)
				}
				made++
			}
		}
	}
	l.report.line("related", fmt.Sprintf("%d people are in a care team of RW9", made))
	return ctx.Err()
}
