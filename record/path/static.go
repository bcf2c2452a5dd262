package path

// follow finds, in strict mode and before any run, elements that do not exist:
// it follows the types through the expression as far as they are known. this is
// the type of $this, "" where it is not known; so is the result.
func (c *compiler) follow(n *node, this string) string {
	switch n.op {
	case opThis:
		return this
	case opMember:
		return c.followMember(n, this)
	case opIndexer:
		c.follow(n.args[0], this)
		return c.follow(n.input, this)
	case opType:
		c.follow(n.args[0], this)
		if n.text == "as" && n.spec.space != "System" {
			return n.spec.name
		}
	case opCall:
		return c.followCall(n, this)
	default:
		for _, a := range n.args {
			c.follow(a, this)
		}
	}
	return ""
}

func (c *compiler) followMember(n *node, this string) string {
	if n.input == nil && isUpper(n.text) {
		if this != "" && !c.model.isA(this, n.text) && !c.model.isA(n.text, this) {
			c.fail(n, "start from "+this, "the input is of type %s, not %s", this, n.text)
		}
		return n.text
	}
	if n.input != nil {
		this = c.follow(n.input, this)
	}
	if this == "" {
		return ""
	}
	l := c.model.link(this, n.text)
	if l.absent {
		c.fail(n, "use an element of "+this, "%s has no element %q", this, n.text)
	}
	if l.typ == "Resource" || l.typ == "DomainResource" {
		return ""
	}
	return l.typ
}

// passing are the functions whose result is of the type of their input.
var passing = wordSet(`where first last tail skip take single exclude intersect distinct trace sort defineVariable`)

// lambdas are the functions whose arguments start from each item of their input.
var lambdas = wordSet(`where select all exists repeat repeatAll aggregate iif trace sort`)

func (c *compiler) followCall(n *node, this string) string {
	input := this
	if n.input != nil {
		input = c.follow(n.input, this)
	}
	switch n.text {
	case "is":
		return ""
	case "as", "ofType":
		if spec, ok := specifier(firstOf(n.args)); ok && spec.space != "System" {
			return spec.name
		}
		return ""
	case "repeat", "repeatAll": // items of what the projection gives, of which the type may differ
		return ""
	}
	from := this
	if lambdas[n.text] {
		from = input
	}
	result := ""
	for _, a := range n.args {
		result = c.follow(a, from)
	}
	switch {
	case passing[n.text]:
		return input
	case n.text == "select":
		return result
	}
	return ""
}

func firstOf(args []*node) *node {
	if len(args) == 0 {
		return &node{}
	}
	return args[0]
}
