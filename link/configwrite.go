package link

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"continuum/internal/fault"
)

// Write writes a link.yaml that ParseConfig reads back as the same
// configuration.
func (c *Config) Write(w io.Writer) error {
	full := c.orDefault()
	var b strings.Builder
	b.WriteString("# How records are linked. Change what you like and give it by --config.\n")
	full.writeFields(&b)
	if len(full.Comparisons) > 0 {
		fmt.Fprintf(&b, "comparisons: %s\n", flow(full.Comparisons))
	}
	b.WriteString("blocking: # two records are compared when one rule's keys are equal\n")
	for _, rule := range full.Blocking {
		fmt.Fprintf(&b, "  - %s\n", flow(rule))
	}
	fmt.Fprintf(&b, "max_block: %d # the largest block compared as a whole\n", full.MaxBlock)
	fmt.Fprintf(&b, "pair_budget: %g # pairs a rule may cost for each set of details\n", full.PairBudget)
	fmt.Fprintf(&b, "threshold: %g # log2 odds from which two records are linked\n", full.Threshold)
	fmt.Fprintf(&b, "margin: %g # how much more two different verified NHS numbers need\n", full.Margin)
	fmt.Fprintf(&b, "lead: %g # how much heavier a link must be than one to another person\n", full.Lead)
	if len(full.OneCurrent) > 0 {
		fmt.Fprintf(&b, "one_current: %s # sources that register a person once\n", flow(full.OneCurrent))
	}
	full.writePlaceholders(&b)
	writePairs(&b, "together", full.Together)
	writePairs(&b, "apart", full.Apart)
	_, err := io.WriteString(w, b.String())
	return fault.Wrap(err, "writing the configuration")
}

func (c *Config) writeFields(b *strings.Builder) {
	named := slices.ContainsFunc(c.Fields, func(f Field) bool { return len(f.Columns) > 0 })
	if !named {
		return
	}
	b.WriteString("fields: # which columns fill each field\n")
	for _, f := range c.Fields {
		kind := f.Kind.String()
		if s := standardField(f.Name); s >= 0 {
			kind = fieldTypes[s]
		}
		fmt.Fprintf(b, "  %s: {type: %s, columns: %s}\n", f.Name, kind, flow(f.Columns))
	}
}

// writePlaceholders writes those beside the default's.
func (c *Config) writePlaceholders(b *strings.Builder) {
	usual, first := DefaultConfig().Placeholders, true
	for _, field := range slices.Sorted(maps.Keys(c.Placeholders)) {
		more := slices.DeleteFunc(slices.Clone(c.Placeholders[field]), func(v string) bool { return slices.Contains(usual[field], v) })
		if len(more) == 0 {
			continue
		}
		if first {
			b.WriteString("placeholders: # values that mean not known, beside the usual ones\n")
			first = false
		}
		fmt.Fprintf(b, "  %s: %s\n", field, flow(more))
	}
}

func writePairs(b *strings.Builder, key string, pairs []RegistrationPair) {
	if len(pairs) == 0 {
		return
	}
	fmt.Fprintf(b, "%s:\n", key)
	one := func(r Registration) string {
		return fmt.Sprintf("{source: %s, local_id: %s}", scalar(r.Source), scalar(r.LocalID))
	}
	for _, p := range pairs {
		fmt.Fprintf(b, "  - [%s, %s]\n", one(p.Left), one(p.Right))
	}
}

func flow(items []string) string {
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = scalar(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// scalar writes a text as YAML reads it back.
func scalar(s string) string {
	if fieldName(s) && s[0] >= 'a' && s != "null" && s != "true" && s != "false" && s != "yes" && s != "no" && s != "on" && s != "off" && s != "y" && s != "n" {
		return s
	}
	n := yaml.Node{Kind: yaml.ScalarNode, Style: yaml.DoubleQuotedStyle, Value: s, Tag: "!!str"}
	out, err := yaml.Marshal(&n)
	if err != nil {
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimSpace(string(out))
}
