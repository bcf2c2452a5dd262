package access

import (
	"cmp"
	"context"

	"continuum/record/audit"
)

// stamp says in an entry who acts in a context, by which interface and from where,
// unless the entry says so itself. A person who looks at their own record is not named:
// their key is in the entry.
func stamp(ctx context.Context, e *audit.Entry) {
	if e.Interface == "" {
		e.Interface = interfaceOf(ctx)
	}
	from := comingOf(ctx)
	e.Address, e.Request = cmp.Or(e.Address, from.address), cmp.Or(e.Request, from.request)
	a := From(ctx)
	if a == nil || e.Actor != "" {
		return
	}
	e.Actor, e.Roles, e.Partner, e.Session = a.Account, a.Roles, a.Partner, a.Session
	if a.Kind != Person {
		e.Name = a.Name
	}
	if e.Purpose = a.Purpose; e.Purpose != "" {
		e.Purpose = PurposeOfUse(a.Purpose)
	}
	if a.Limits != nil {
		e.Client = a.Limits.App
	}
}
