package fhir

import (
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/search"
)

// cursorName is the parameter by which the server finds the next page.
const cursorName = "_cursor"

// cursor is where the next page of a search begins: the last match given, what had
// come when the first page was made, how many facts were given, and their build.
type cursor struct {
	after, until int64
	behind       *record.Mark
	held         int
	build        string
}

// sortedMark begins the cursor of a page that goes on behind a mark.
const sortedMark = "s"

func (c cursor) String() string {
	text := strconv.FormatInt(c.after, 10)
	if c.behind != nil {
		mark, _ := c.behind.MarshalText() // of numbers and texts, so it cannot fail
		text = sortedMark + string(mark)
	}
	text += "." + strconv.FormatInt(c.until, 10)
	if c.build != "" {
		text += "." + strconv.Itoa(c.held) + "." + c.build
	}
	return text
}

// cursorOf takes the cursor away from the parameters of a query.
func cursorOf(pairs []search.Pair) (c cursor, rest []search.Pair, err error) {
	rest = pairs[:0]
	for _, p := range pairs {
		switch {
		case p.Name != cursorName:
			rest = append(rest, p)
		case !c.read(p.Value):
			return c, nil, &fault.Error{Code: fault.Invalid, Column: cursorName, Value: p.Value, Reason: "not a page of this server", Fix: "follow the link to the next page as it was given"}
		}
	}
	return c, rest, nil
}

func (c *cursor) read(text string) bool {
	parts := strings.SplitN(text, ".", 4)
	switch len(parts) {
	case 2:
	case 4:
		held, err := strconv.ParseUint(parts[2], 10, 31)
		if c.held, c.build = int(held), parts[3]; err != nil || c.build == "" {
			return false
		}
	default:
		return false
	}
	until, err := strconv.ParseUint(parts[1], 10, 62)
	c.until = int64(until)
	return err == nil && c.from(parts[0])
}

// from reads where the page before ended.
func (c *cursor) from(text string) bool {
	if mark, sorted := strings.CutPrefix(text, sortedMark); sorted {
		c.behind = &record.Mark{}
		return c.behind.UnmarshalText([]byte(mark)) == nil
	}
	after, err := strconv.ParseUint(text, 10, 62)
	c.after = int64(after)
	return err == nil
}

// onto puts a page where the cursor says; facts must be those of the first page, if it
// had any to show.
func (c cursor) onto(p *record.Page) error {
	p.After, p.Behind, p.Until, p.Held = c.after, c.behind, c.until, c.held
	build := ""
	if p.Beside != nil {
		build = p.Beside.Build
	}
	if c.build != "" && c.build != build {
		return &fault.Error{Code: fault.Conflict, Reason: "what partners report was built anew since the first page", Fix: "search again from the first page"}
	}
	return nil
}

// nextOf is the cursor of the page after.
func nextOf(p *record.Page) cursor {
	c := cursor{after: p.After, behind: p.Behind, until: p.Until, held: p.Held}
	if p.Beside != nil {
		c.build = p.Beside.Build
	}
	return c
}
