package store

import (
	"database/sql/driver"
	"encoding/json"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"continuum/internal/fault"
)

// fit makes arguments what both engines take and keep alike, in place.
func fit(args []any) error {
	for i, a := range args {
		v, err := value(a)
		if err != nil {
			return err
		}
		args[i] = v
	}
	return nil
}

func value(a any) (any, error) {
	switch v := a.(type) {
	case nil, int64, bool:
		return v, nil
	case int:
		return int64(v), nil
	case string:
		return text(v)
	case json.RawMessage:
		if v == nil {
			return nil, nil
		}
		return text(string(v))
	case time.Time:
		return micros(v), nil
	case []byte:
		if v == nil {
			return nil, nil
		}
		return v, nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fault.New(fault.Invalid, "a value that is not a finite number cannot be kept")
		}
		return v, nil
	}
	v, err := driver.DefaultParameterConverter.ConvertValue(a)
	if err != nil {
		return nil, &fault.Error{Code: fault.Internal, Reason: "a value of this type cannot be kept", Err: err}
	}
	return value(v)
}

// text is what both engines can keep as text.
func text(s string) (any, error) {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "a text is not valid UTF-8 or holds a NUL", Fix: "send UTF-8 text, or keep it as bytes"}
	}
	return s, nil
}

// micros is a time as it is kept: microseconds since 1970, nil for the zero time.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

func now() int64 { return time.Now().UnixMicro() }

func instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
