package impact

import "fmt"

// plural writes a number into the sentence that fits it.
func plural(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf(one, n)
	}
	return fmt.Sprintf(many, n)
}
