package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
)

// compare prints two reports of the same load beside each other.
func compare(names string) error {
	first, second, two := strings.Cut(names, ",")
	if !two {
		return errors.New("-compare takes two reports with a comma between them")
	}
	var a, b report
	for _, x := range []struct {
		name string
		into *report
	}{{first, &a}, {second, &b}} {
		text, err := os.ReadFile(x.name)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, x.into); err != nil {
			return fmt.Errorf("%s: %w", x.name, err)
		}
	}
	fmt.Printf("\n%-42s %14s %14s\n", "", a.Name, b.Name)
	for _, x := range a.Lines {
		for _, y := range b.Lines {
			if x.What != y.What || x.Clients != y.Clients || x.Unit != y.Unit && x.Rate == nil {
				continue
			}
			x.beside(&y)
		}
	}
	return nil
}

// beside prints how often the first has what the second has.
func (e *entry) beside(other *entry) {
	switch {
	case e.Rate != nil && other.Rate != nil:
		fmt.Printf("%-42s %12.0f/s %12.0f/s   %.1f times; %d and %d wrong\n", fmt.Sprintf("%s, %d clients", e.What, e.Clients),
			e.Rate[0], other.Rate[0], e.Rate[0]/max(other.Rate[0], 0.01), e.Wrong, other.Wrong)
	case e.Value > 0 && other.Value > 0:
		fmt.Printf("%-42s %14.4g %14.4g   %.3g times (%s)\n", e.What, e.Value, other.Value, e.Value/other.Value, e.Unit)
	}
}
