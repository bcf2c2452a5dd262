package learn

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"continuum/internal/fault"
)

// formatName is the first thing a model file says.
const formatName = "continuum-model/1"

// Seal gives the model its hash anew, after its line or weights were changed.
func (m *Model) Seal() error {
	text, err := m.text()
	if err != nil {
		return err
	}
	m.hash = hashOf(text)
	return nil
}

// Hash names the model by its content: the SHA-256 of its file without the hash.
func (m *Model) Hash() string { return m.hash }

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func (m *Model) text() ([]byte, error) {
	text, err := json.Marshal(m)
	return text, fault.Wrap(err, "writing the model")
}

// file is a model as it is kept.
type file struct {
	Hash  string          `json:"sha256"`
	Model json.RawMessage `json:"model"`
}

// Write writes the model's file: one JSON object, the same for the same model.
func (m *Model) Write(w io.Writer) error {
	text, err := m.text()
	if err != nil {
		return err
	}
	whole, err := json.Marshal(file{hashOf(text), text})
	if err != nil {
		return fault.Wrap(err, "writing the model")
	}
	_, err = w.Write(append(whole, '\n'))
	return err
}

// Read reads a model's file. One that was changed since it was written, or that is
// of another kind, is fault.Invalid; name stands for it in faults.
func Read(name string, data []byte) (*Model, error) {
	var f file
	if err := strict(data, &f); err != nil {
		return nil, noModel(name, err)
	}
	m := &Model{}
	if err := strict(f.Model, m); err != nil {
		return nil, noModel(name, err)
	}
	if err := m.check(); err != nil {
		return nil, noModel(name, err)
	}
	if err := m.Seal(); err != nil {
		return nil, noModel(name, err)
	}
	if hashOf(f.Model) != f.Hash || m.hash != f.Hash {
		return nil, &fault.Error{Code: fault.Invalid, File: name, Reason: "the model was changed since it was written: its content is not that of its sha256", Fix: "train it again, or get the file anew"}
	}
	return m, nil
}

func noModel(name string, err error) error {
	return &fault.Error{Code: fault.Invalid, File: name, Reason: "it is no model that continuum train wrote", Err: err, Fix: "give a file that continuum train --out wrote"}
}

// strict reads JSON that has no other fields and nothing behind it.
func strict(data []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("something stands behind the object")
	}
	return nil
}

// check finds a model that could not score.
func (m *Model) check() error {
	switch {
	case m.Format != formatName:
		return fmt.Errorf("its format is %q, not %q", m.Format, formatName)
	case m.Kind != Binary && m.Kind != Count:
		return fmt.Errorf("its kind is %q", m.Kind)
	case len(m.Parts) == 0 || len(m.Features) == 0:
		return fmt.Errorf("it has no parts or no columns")
	case math.IsInf(m.Intercept, 0):
		return fmt.Errorf("its intercept is not finite")
	}
	if err := m.Bend.check(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range m.Features {
		if err := m.Features[i].check(); err != nil {
			return err
		}
		if seen[m.Features[i].Name] {
			return fmt.Errorf("column %q stands twice", m.Features[i].Name)
		}
		seen[m.Features[i].Name] = true
	}
	for i := range m.Parts {
		if err := m.Parts[i].check(m, seen); err != nil {
			return err
		}
	}
	return nil
}

func (p *Part) check(m *Model, known map[string]bool) error {
	switch {
	case p.Learner == Linear && p.Linear != nil && p.Boosted == nil:
		if p.Linear.Family != m.Kind.family() {
			return fmt.Errorf("the linear part is %s", p.Linear.Family)
		}
	case p.Learner == Boosting && p.Boosted != nil && p.Linear == nil:
		if p.Boosted.Options.Loss != m.Kind.boostLoss() {
			return fmt.Errorf("the boosted part is %s", p.Boosted.Options.Loss)
		}
	default:
		return fmt.Errorf("a part is neither linear nor boosted")
	}
	for _, name := range p.columns() {
		if !known[name] {
			return fmt.Errorf("a part reads column %q, which the model does not", name)
		}
	}
	return nil
}

func (f *Feature) check() error {
	switch {
	case !slices.Contains([]Role{Number, Date, Interval, Category, Code}, f.Role):
		return fmt.Errorf("column %q is a %s", f.Name, f.Role)
	case f.encoded() != (f.Encoding != nil):
		return fmt.Errorf("column %q and its encoding do not fit", f.Name)
	case f.Encoding != nil && len(f.Encoding.Keys) != len(keysOf(f.Role, "")):
		return fmt.Errorf("column %q has an encoding of %d depths", f.Name, len(f.Encoding.Keys))
	case len(f.Spread.Within) != 0 && len(f.Spread.Within) != len(f.Spread.Cuts)+1:
		return fmt.Errorf("column %q has a spread that does not fit", f.Name)
	case !slices.IsSorted(f.Levels) || !slices.IsSorted(f.Spread.Cuts):
		return fmt.Errorf("column %q has levels or cuts that do not rise", f.Name)
	}
	return nil
}
