package access

import "context"

type actorKey struct{}

// With says in a context who acts.
func With(ctx context.Context, a *Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// From gives who acts in a context; nil where nobody said, and nobody may do anything.
func From(ctx context.Context) *Actor {
	a, _ := ctx.Value(actorKey{}).(*Actor)
	return a
}

type interfaceKey struct{}

// Through says in a context by which interface somebody acts: pages, fhir, mllp or
// command.
func Through(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, interfaceKey{}, name)
}

func interfaceOf(ctx context.Context) string {
	name, _ := ctx.Value(interfaceKey{}).(string)
	return name
}

type comingKey struct{}

type coming struct{ address, request string }

// Coming says in a context from where a request comes and what it is called, for the
// audit of who has not signed in.
func Coming(ctx context.Context, address, request string) context.Context {
	return context.WithValue(ctx, comingKey{}, coming{address, request})
}

func comingOf(ctx context.Context) coming {
	c, _ := ctx.Value(comingKey{}).(coming)
	return c
}
