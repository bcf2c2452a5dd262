package live

import (
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/check"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/store"
)

// held is a resource that is there, or the key that it is to have.
type held struct {
	record.Key
	node resource.Node // Missing where it is not there
}

// hold finds the resource with a partner's id: the one that messages made, else one
// that came by another way, else the key of the one to be made.
func (k *keeper) hold(t *definition.Type, id string) (held, error) {
	system := k.partner.PersonSystem()
	if t == encounterType {
		system = k.partner.ActivitySystem()
	}
	name := t.Name + "|" + id
	if h, met := k.met[name]; met {
		return h, nil
	}
	h, err := k.find(t, system, id)
	k.met[name] = h
	return h, err
}

func (k *keeper) find(t *definition.Type, system, id string) (held, error) {
	h := held{Key: record.Key{Type: t, ID: digest(t.Name, system, id)}}
	found, err := k.Read(k.tx, h.Key)
	if fault.CodeOf(err) == fault.NotFound {
		other, err := identified(k.tx, k.Record, t, system, id)
		if err != nil || other == nil {
			return h, err
		}
		found = *other
	} else if err != nil {
		return h, err
	}
	h.Key = found.Key
	h.node, err = found.Parsed()
	return h, err
}

// identified finds the first resource with an identifier, nil for none.
func identified(tx *store.Tx, r *record.Record, t *definition.Type, system, value string) (*record.Resource, error) {
	who := record.Identity{Type: t, System: system, Value: value}
	found, err := r.Identified(tx, []record.Identity{who})
	if err != nil || len(found[who]) == 0 {
		return nil, err
	}
	x, err := r.Read(tx, found[who][0])
	return &x, err
}

// put checks and writes a resource.
func (k *keeper) put(key record.Key, n resource.Node) error {
	for _, p := range check.Resource(n) {
		if p.Severity == definition.Error {
			return fault.New(fault.Invalid, "what it says makes no sound %s: %s: %s", key.Type.Name, p.Path, p.Reason)
		}
	}
	d, err := k.Draft(key, n, k.at)
	if err != nil {
		return err
	}
	out, err := k.w.Put(d, record.AnyVersion)
	if err != nil {
		return err
	}
	made, err := out.Parsed()
	if err != nil {
		return err
	}
	for name, h := range k.met {
		if h.Key == key {
			k.met[name] = held{key, made}
		}
	}
	return nil
}
