// Package identity makes person ids permanent. Every build links all
// registrations anew, and yesterday's people come out as groups without a name;
// but plans, consents and budgets hang on a person's id for years, so that an id
// must not change because a registration came, went or was judged otherwise.
//
// The method is that of following groups through time (Palla, Barabási, Vicsek,
// Nature 446, 2007, 664-667): match the groups of two moments by what they share,
// and tell the rest as events. Each group takes the id that most of its
// registrations carried in the build served so far. What then is left over is one
// person joined to another, a person parted, registrations that moved, left or
// came back. An id is never given to another person; a retired one leads to the
// id that carries on, and returns when its own registrations do.
//
// Who carried which id is not kept here: the identity table of the build served
// so far says so. A [Register] keeps only what that table cannot know, in a
// journal of one line an event: how ids came to be joined, parted and retired,
// which registrations have left, and what people have ruled. Rulings overrule the
// linkage: these are one person, those are not. Undoing a merge or a split is a
// ruling, so that it holds for every later build.
//
// Each build's events name the build they grew from. What counts is the line of
// builds that leads to the one being served, so that a build that failed, or that
// was rolled back, leaves no trace in what comes after it.
//
// The outcome depends on the registrations and the register alone, never on the
// order in which they come.
package identity
