package extract

import "fmt"

// bundles reads the entries of a Bundle one by one, and further Bundles behind it.
// Only the frame is read here; each entry is cut out by its brackets and then
// checked on its own, so that one broken entry does not cost the others.
func (r *fhirReader) bundles(s Sink) error {
	for {
		first, err := r.next()
		switch {
		case err != nil || first == 0:
			return err
		case first != '{':
			return r.torn(fmt.Sprintf("%q follows the Bundle", first))
		}
		if err := r.oneBundle(s); err != nil {
			return err
		}
	}
}

func (r *fhirReader) oneBundle(s Sink) error {
	kind := ""
	err := r.items('{', '}', func() error {
		name, head, err := r.value()
		switch {
		case err != nil:
			return err
		case head != "" || checkJSON(name) != nil || name[0] != '"':
			return r.torn("a member of the Bundle has no name")
		}
		key := string(plainName(name))
		r.win.at += len(name)
		if err := r.expect(':'); err != nil {
			return err
		}
		return r.bundleMember(s, key, &kind)
	})
	if err == nil && kind == "" {
		return r.notFHIR("there is no resourceType")
	}
	return err
}

func (r *fhirReader) bundleMember(s Sink, key string, kind *string) error {
	first, err := r.next()
	if err != nil {
		return err
	}
	if key == "entry" && first == '[' {
		return r.items('[', ']', func() error { return r.entry(s) })
	}
	value, head, err := r.value()
	if err != nil {
		return err
	}
	defer func() { r.win.at += len(value) }()
	if head == "" && checkJSON(value) != nil {
		return r.torn(fmt.Sprintf("%q is not valid JSON", excerpt([]byte(key), 40)))
	}
	if key != "resourceType" {
		return nil
	}
	if *kind = string(plainString(value)); *kind != "Bundle" {
		return r.notFHIR(fmt.Sprintf("the resourceType is %s", excerpt(value, 40)))
	}
	return nil
}

// entry reads one element of Bundle.entry.
func (r *fhirReader) entry(s Sink) error {
	r.line++
	raw, head, err := r.value()
	if err != nil {
		return err
	}
	defer func() { r.win.at += len(raw) }()
	r.sound = true
	if head != "" {
		return r.reject(s, []byte(head), "the entry is longer than 16 MiB")
	}
	if bad := checkJSON(raw); bad != nil {
		return r.reject(s, raw, jsonReason(bad))
	}
	resource, address := entryParts(raw)
	if resource == nil {
		return r.reject(s, raw, "the entry holds no resource")
	}
	return r.resource(s, resource, address)
}

func entryParts(entry []byte) (resource, address []byte) {
	if entry[0] != '{' {
		return nil, nil
	}
	members(entry, 0, func(name []byte, value int) int {
		end := skipValue(entry, value)
		switch string(name) {
		case "resource":
			resource = entry[value:end]
		case "fullUrl":
			address = entry[value:end]
		}
		return end
	})
	return resource, address
}

// items reads the members or elements between two brackets.
func (r *fhirReader) items(open, shut byte, item func() error) error {
	if err := r.expect(open); err != nil {
		return err
	}
	c, err := r.next()
	for c != shut && err == nil {
		if err = item(); err != nil {
			return err
		}
		if c, err = r.next(); err == nil && c != shut {
			err = r.expect(',')
		}
	}
	if err == nil {
		err = r.expect(shut)
	}
	return err
}
