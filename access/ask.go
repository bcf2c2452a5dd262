package access

import (
	"github.com/cedar-policy/cedar-go"

	"continuum/record/sight"
)

// Actions that policies speak of.
const (
	Read   = "read"
	Find   = "find"
	Write  = "write"
	Export = "export"
	Share  = "share"
	Mark   = "mark"
	Claim  = "claim"
	Break  = "break"

	Review     = "review"
	Administer = "administer"
	Analyse    = "analyse"
)

// Actions lists those on items of a record.
func Actions() []string { return []string{Read, Find, Write, Export, Share, Mark, Claim, Break} }

// ofPlace tells whether an action is on the place as a whole.
func ofPlace(action string) bool {
	return action == Review || action == Administer || action == Analyse
}

const (
	userType   = "User"
	appType    = "App"
	roleType   = "Role"
	recordType = "Record"
	placeType  = "Place"
	actionType = "Action"
)

// principal gives who acts as Cedar knows them, with what they are.
func (a *Actor) principal() cedar.Entity {
	kind := cedar.EntityType(userType)
	if a.Kind == App {
		kind = appType
	}
	roles := make([]cedar.EntityUID, len(a.Roles))
	for i, r := range a.Roles {
		roles[i] = cedar.NewEntityUID(roleType, cedar.String(r))
	}
	return cedar.Entity{
		UID: cedar.NewEntityUID(kind, cedar.String(a.Account)), Parents: cedar.NewEntityUIDSet(roles...),
		Attributes: cedar.NewRecord(cedar.RecordMap{
			"kind": cedar.String(a.Kind), "partner": cedar.String(a.Partner), "practice": cedar.String(a.Practice), "teams": texts(a.Teams),
		}),
	}
}

func texts(all []string) cedar.Set {
	values := make([]cedar.Value, len(all))
	for i, x := range all {
		values[i] = cedar.String(x)
	}
	return cedar.NewSet(values...)
}

// why is the context of what an actor asks.
func (p *Policies) why(a *Actor) cedar.Record {
	return cedar.NewRecord(cedar.RecordMap{
		"purpose": cedar.String(a.Purpose), "stage": cedar.String(p.stage), "strong": cedar.Boolean(a.Strong),
	})
}

// item is an item of a record as Cedar knows it.
func item(x *sight.Item, relationships []string) cedar.Entity {
	return cedar.Entity{
		UID: cedar.NewEntityUID(recordType, "asked"),
		Attributes: cedar.NewRecord(cedar.RecordMap{
			"type": cedar.String(x.Type), "section": cedar.String(SectionOf(x.Type)), "labels": texts(x.Labels), "relationships": texts(relationships),
		}),
	}
}

// request puts a question to Cedar.
func (p *Policies) request(a *Actor, action string, resource cedar.Entity) (allowed bool, by []cedar.PolicyID) {
	who := a.principal()
	known := cedar.EntityMap{who.UID: who, resource.UID: resource}
	decision, because := cedar.Authorize(p.set, known, cedar.Request{
		Principal: who.UID, Action: cedar.NewEntityUID(actionType, cedar.String(action)), Resource: resource.UID, Context: p.why(a),
	})
	for _, r := range because.Reasons {
		by = append(by, r.PolicyID)
	}
	return decision == cedar.Allow, by
}

// Allows tells whether an actor may do what concerns the place as a whole.
func (p *Policies) Allows(a *Actor, action string) bool {
	if a == nil || !ofPlace(action) || a.Limits != nil {
		return false
	}
	allowed, _ := p.request(a, action, cedar.Entity{UID: cedar.NewEntityUID(placeType, "this")})
	return allowed
}
