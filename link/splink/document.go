package splink

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"continuum/internal/fault"
)

// value is one value of a JSON file, with the place where it stands.
type value struct {
	path   string
	line   int64
	kind   jsontext.Kind
	text   string // of a text its content, of what is no object or array its JSON
	raw    []byte // as it stands in the file
	fields []field
	items  []value
}

type field struct {
	name  string
	value value
}

// json is the value as one line of JSON.
func (v *value) json() string {
	out := jsontext.Value(bytes.Clone(v.raw))
	_ = out.Format() // it was read as JSON
	return string(out)
}

// document reads a JSON file into values.
type document struct {
	file    string
	data    []byte
	decoder *jsontext.Decoder
	at      int64 // byte up to which lines are counted
	line    int64
	values  int // read so far
}

// maxValues is the number of values of a model's file.
const maxValues = 200_000

// readDocument reads a whole file. Names that occur twice in an object, text that
// is not UTF-8 and whatever follows the value are refused.
func readDocument(file string, data []byte) (value, error) {
	if len(data) > maxFile {
		return value{}, &fault.Error{Code: fault.Invalid, File: file, Value: strconv.Itoa(len(data)) + " bytes", Reason: "too large for a model", Fix: "give at most " + strconv.Itoa(maxFile)}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	d := &document{file: file, data: data, decoder: jsontext.NewDecoder(bytes.NewReader(data)), line: 1}
	v, err := d.value("", 0)
	if err != nil {
		return value{}, d.fault(err)
	}
	if _, err := d.decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return value{}, d.fault(errors.New("something follows the model"))
	}
	return v, nil
}

// fault says where reading stopped.
func (d *document) fault(err error) error {
	offset := d.decoder.InputOffset()
	var syntactic *jsontext.SyntacticError
	if errors.As(err, &syntactic) {
		offset = syntactic.ByteOffset
	}
	return &fault.Error{Code: fault.Invalid, File: d.file, Line: d.lineOf(offset), Reason: "not a JSON file", Err: err, Fix: "save the model again with Splink"}
}

// lineOf counts the lines up to a byte; bytes are asked for in order.
func (d *document) lineOf(offset int64) int64 {
	offset = min(offset, int64(len(d.data)))
	if offset > d.at {
		d.line += int64(bytes.Count(d.data[d.at:offset], []byte("\n")))
		d.at = offset
	}
	return d.line
}

func (d *document) value(path string, depth int) (value, error) {
	start := d.decoder.InputOffset()
	token, err := d.decoder.ReadToken()
	if err != nil {
		return value{}, err
	}
	v := value{path: path, kind: token.Kind(), text: token.String(), line: d.lineOf(d.decoder.InputOffset())}
	if d.values++; depth > maxDepth || d.values > maxValues {
		return value{}, errors.New("nested too deep, or too much for a model")
	}
	switch v.kind {
	case '{':
		err = d.fields(&v, depth)
	case '[':
		err = d.items(&v, depth)
	}
	v.raw = bytes.TrimLeft(d.data[start:d.decoder.InputOffset()], " \t\r\n:,")
	return v, err
}

func (d *document) fields(v *value, depth int) error {
	prefix := v.path
	if prefix != "" {
		prefix += "."
	}
	for d.decoder.PeekKind() != '}' {
		name, err := d.decoder.ReadToken()
		if err != nil {
			return err
		}
		key := name.String()
		inner, err := d.value(prefix+key, depth+1)
		if err != nil {
			return err
		}
		v.fields = append(v.fields, field{key, inner})
	}
	_, err := d.decoder.ReadToken()
	return err
}

func (d *document) items(v *value, depth int) error {
	for d.decoder.PeekKind() != ']' {
		inner, err := d.value(v.path+"["+strconv.Itoa(len(v.items))+"]", depth+1)
		if err != nil {
			return err
		}
		v.items = append(v.items, inner)
	}
	_, err := d.decoder.ReadToken()
	return err
}
