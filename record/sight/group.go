package sight

import "fmt"

// ByType is a rule of which all types are known, one part for all types of which the
// same holds: whoever asks it of all types at once then asks short questions.
func ByType(r Rule, types []string) Rule {
	var parts []All
	at := map[string]int{}
	for _, t := range types {
		one := For(r, []string{t})
		if certain, is := one.(Always); is && !bool(certain) {
			continue
		}
		key := fmt.Sprintf("%#v", one)
		i, met := at[key]
		if !met {
			i = len(parts)
			at[key], parts = i, append(parts, All{OfType(nil), one})
		}
		parts[i][0] = append(parts[i][0].(OfType), t)
	}
	if len(parts) == 1 && len(parts[0][0].(OfType)) == len(types) {
		return parts[0][1]
	}
	var all Any
	for _, p := range parts {
		all = append(all, p)
	}
	return For(all, nil)
}
