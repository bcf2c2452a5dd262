package access

import (
	"fmt"
	"slices"

	"continuum/access/oidc"
	"continuum/place"
	"continuum/record/label"
)

// checkSettings says what in access.yaml contradicts itself or the place.
func (r *Rules) checkSettings() (problems []place.Problem) {
	s := &r.Settings
	wrong := func(path, value, reason, fix string) {
		problems = append(problems, s.At.Problem(path, value, reason, fix))
	}
	seen := map[string]bool{}
	for i, x := range s.Roles {
		path := fmt.Sprintf("roles[%d]", i)
		if seen[x.ID] {
			wrong(path+".id", x.ID, "two roles have this id", "give each an id of its own")
		}
		seen[x.ID] = true
		if x.Purpose != "" && !slices.Contains(purposes, x.Purpose) {
			wrong(path+".purpose", x.Purpose, "no such purpose", place.Suggest(x.Purpose, purposes))
		}
	}
	for _, x := range label.Check(s.Labels, r.place.Codes) {
		wrong("labels"+x.Path, x.Value, x.Reason, x.Fix)
	}
	kinds := map[string]string{}
	for _, x := range s.Roles {
		kinds[x.ID] = x.Kind
	}
	problems = append(problems, oidc.Check(s.Providers, s.At, "providers", kinds)...)
	for i, x := range s.Retention {
		if !slices.Contains(Sections(), x.Section) {
			wrong(fmt.Sprintf("retention[%d].section", i), x.Section, "no such section of a record", place.Suggest(x.Section, Sections()))
		}
	}
	if s.Sessions.Idle < 1 || s.Sessions.Absolute < s.Sessions.Idle {
		wrong("sessions", "", "a session must last at least a minute, and no longer idle than in all", "write such as idle_minutes: 30 and absolute_minutes: 720")
	}
	if s.BreakGlass < 5 || s.BreakGlass > 24*60 {
		wrong("break_glass_minutes", fmt.Sprint(int(s.BreakGlass)), "looking without a relationship may last from 5 minutes to a day", "write such as break_glass_minutes: 480")
	}
	if s.ClaimDays < 1 || s.ClaimDays > 365 {
		wrong("claim_days", fmt.Sprint(s.ClaimDays), "what somebody says of themselves holds from a day to a year", "write such as claim_days: 14")
	}
	return problems
}
