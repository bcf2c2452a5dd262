package splink

import (
	"strconv"
	"strings"
	"testing"
)

// shape writes a tree as nested lists of names.
func shape(n *node) string {
	switch {
	case n.null:
		return "null"
	case n.name == column:
		return map[side]string{left: "l.", right: "r."}[n.side] + n.text
	case n.name == literal && n.kind == kText:
		return "'" + n.text + "'"
	case n.name == literal:
		return strconv.FormatFloat(n.value, 'g', -1, 64)
	}
	name := n.name
	if name == cast {
		name = ":" + n.text
	}
	parts := []string{name}
	for _, a := range n.args {
		parts = append(parts, shape(a))
	}
	return "(" + strings.Join(parts, " ") + ")"
}

func TestConditionsAreRead(t *testing.T) {
	for sql, want := range map[string]string{
		`"first name_l" = "first name_r"`:            `(= l.first name r.first name)`,
		`l."Postcode" = r.postcode`:                  `(= l.postcode r.postcode)`,
		"`a_l` = a_R":                                `(= l.a r.a)`,
		`l.name_l = r.name_l`:                        `(= l.name_l r.name_l)`,
		`"a""b_l" = 'it''s'`:                         `(= l.a"b 'it's')`,
		`a_l = a_r OR b_l = b_r AND NOT c_l <> c_r`:  `(or (= l.a r.a) (and (= l.b r.b) (not (<> l.c r.c))))`,
		`(a_l = a_r or b_l = b_r) and c_l == c_r`:    `(and (or (= l.a r.a) (= l.b r.b)) (= l.c r.c))`,
		`not a_l = a_r is null`:                      `(not (is null (= l.a r.a)))`,
		`a_l is not null`:                            `(not (is null l.a))`,
		`a_l not in ('x', a_r)`:                      `(not (in l.a 'x' r.a))`,
		`levenshtein(a_l, a_r) between 1 and 2`:      `(and (>= (levenshtein l.a r.a) 1) (<= (levenshtein l.a r.a) 2))`,
		`abs(a_l - a_r) <= 1 + 2 * -3`:               `(<= (abs (- (:double l.a) (:double r.a))) (+ 1 (* 2 (negative 3))))`,
		`a_l || 'x' = lower(a_r)`:                    `(= (|| l.a 'x') (lower r.a))`,
		`substring(a_l, 1, 2) = SUBSTR(a_r, 1, 2)`:   `(= (substr l.a 1 2) (substr r.a 1 2))`,
		`levenshtein(dob_l::VARCHAR, dob_r) <= 2`:    `(<= (levenshtein (:varchar l.dob) r.dob) 2)`,
		`try_cast(a_l as double precision) > 1.5e-1`: `(> (:double l.a) 0.15)`,
		`len(array_intersect(a_l, a_r::text[])) > 0`: `(> (array_length (list_intersect (:varchar[] l.a) (:text[] r.a))) 0)`,
		`case a_l when 'x' then true end`:            `(case (= l.a 'x') 1)`,
		`try_strptime(a_l, '%d/%m/%Y') is null`:      `(is null (try_strptime l.a '%d/%m/%Y'))`,
		`date '2020-01-31' < a_l`:                    `(< (:date '2020-01-31') (:date l.a))`,
		`epoch(a_l) > 0`:                             `(> (epoch (:timestamp l.a)) 0)`,
		`null`:                                       `null`,
	} {
		n, err := parseCondition(sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		if got := shape(n); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", sql, got, want)
		}
	}
}

func TestConditionsAreRefused(t *testing.T) {
	for sql, want := range map[string]string{
		``:                                `expected a value at character 1 (found "the end of the condition")`,
		`a_l = a_r; drop table x`:         `not understood at character 10 (found ";")`,
		`a_l = a_r -- same`:               `not understood at character 11 (found "--")`,
		`a_l = a_r /* same */`:            `not understood at character 11 (found "/*")`,
		`a_l = 'x`:                        `not understood at character 7 (found "a quote that is not closed")`,
		`a_l = 1x`:                        `not understood at character 7 (found "a number that runs into a word")`,
		`soundex(a_l) = soundex(a_r)`:     `the function is not supported at character 1 (found "soundex"); use one of abs,`,
		`negative(a_l) = 1`:               `the function is not supported at character 1 (found "negative")`,
		`first_name = first_name_r`:       `a column that is of neither record at character 1 (found "first_name"); write it as NAME_l and NAME_r, or l.NAME and r.NAME`,
		`x.a = r.a`:                       `a column that is of neither record at character 1 (found "x")`,
		`_l = _r`:                         `a column that is of neither record at character 1 (found "_l")`,
		`a_l like 'x%'`:                   `expected the end of the condition at character 5 (found "like")`,
		`a_l = a_r = b_l`:                 `expected the end of the condition at character 11 (found "=")`,
		`(a_l = a_r`:                      `expected ) at character 11 (found "the end of the condition")`,
		`a_l = a_r)`:                      `expected the end of the condition at character 10 (found ")")`,
		`a_l in a_r`:                      `expected ( at character 8 (found "a_r")`,
		`a_l not a_r`:                     `expected IN or BETWEEN at character 9 (found "a_r")`,
		`a_l is true`:                     `expected null at character 8 (found "true")`,
		`levenshtein(a_l) < 1`:            `wrong number of arguments: 1 at character 1 (found "levenshtein")`,
		`levenshtein(a_l, 1) < 1`:         `a text is needed here at character 18 (found "whole number"); CAST it`,
		`levenshtein(a_l, a_r)`:           `a truth value is needed here at character 1 (found "whole number")`,
		`a_l = a_r and length(b_l)`:       `a truth value is needed here at character 15 (found "whole number")`,
		`lower(a_l) = 5`:                  `values of kinds that do not go together at character 14 (found "whole number with text"); CAST one of them`,
		`length(a_l) = 'x'`:               `a number is needed here at character 15 (found "x")`,
		`a_l < a_r`:                       `it is not said whether text or numbers are ordered here at character 5 (found "<"); CAST both sides AS DOUBLE, or AS VARCHAR`,
		`regexp_extract(a_l, a_r) = ''`:   `a pattern, format or separator that is not a literal at character 1`,
		`regexp_extract(a_l, '(') = ''`:   `missing closing )`,
		`strptime(a_l, '%Q') is null`:     `the date format %Q is not supported at character 15`,
		`date_diff('week', a_l, a_r) = 1`: `not a unit of time at character 11 (found "week")`,
		`cast(a_l as decimal(3,1)) = 1`:   `the type is not supported at character 1 (found "decimal")`,
		`cast(0.5 as varchar) = a_l`:      `a decimal number cannot be cast to this type at character 1`,
		`string_split(a_l, ' ') = b_l`:    `values of this kind cannot be compared so: list`,
		`case when a_l = a_r then true`:   `expected end at character`,
		`case else true end`:              `expected a value at character 6`,
		strings.Repeat("(", 100) + "a_l":  `nested more than 64 deep`,
		strings.Repeat("not ", 100):       `nested more than 64 deep`,
		strings.Repeat("- ", 100):         `nested more than 64 deep`,
		strings.Repeat("x", 70_000):       `the condition has 70000 bytes; 65536 is the most`,
		doubled(20):                       `the condition is too large`,
	} {
		_, err := parseCondition(sql)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80s\ngot  %v\nwant %s", sql, err, want)
		}
	}
}

// doubled is a short text whose tree doubles with every step.
func doubled(steps int) string {
	sql := "1"
	for range steps {
		sql = "case " + sql + " when 1 then 1 when 2 then 2 else 3 end"
	}
	return sql + " = 1"
}

func TestQuotedTextIsNeverSQL(t *testing.T) {
	n, err := parseCondition(`a_l = ' or b_l = b_r -- '`)
	if err != nil || shape(n) != `(= l.a ' or b_l = b_r -- ')` {
		t.Errorf("%v %v", n, err)
	}
}

func TestExactColumn(t *testing.T) {
	for sql, want := range map[string]string{
		"a_l = a_r": "a", "r.a = l.a": "a", "a_l = a_r and a_l = a_r": "a",
		"a_l = b_r": "", "a_l = a_r and b_l = b_r": "", "lower(a_l) = lower(a_r)": "", "a_l <> a_r": "", "a_l = a_l": "", "a_l = 'x'": "",
	} {
		n, err := parseCondition(sql)
		if err != nil {
			t.Fatal(err)
		}
		if got, exact := n.exactColumn(); got != want || exact != (want != "") {
			t.Errorf("%s: %q, %v", sql, got, exact)
		}
	}
}
