package place

import (
	"bytes"
	"regexp"
	"strings"
)

// FrontMatter parts an SQL file into its front matter and its body. Front matter
// is the first block of lines that start with "--" (blank lines may stand before
// it, none in it); "-- ", or "--" where no space follows, is stripped from each.
// The YAML keeps the line numbers of the file; bodyLine is the line on which body
// starts, from 1.
//
// Problems: text that is not UTF-8, a body without SQL, and front matter that a
// blank line cuts off.
func FrontMatter(file string, sql []byte) (yaml []byte, body string, bodyLine int, problems []Problem) {
	if problems := checkText(file, sql); len(problems) > 0 {
		return nil, "", 1, problems
	}
	rest, begun := bytes.TrimPrefix(sql, bom), false
	for len(rest) > 0 {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		comment, isComment := bytes.CutPrefix(line, []byte("--"))
		if !isComment && (begun || len(bytes.TrimSpace(line)) > 0) {
			break
		}
		begun = begun || isComment
		yaml = append(append(yaml, bytes.TrimPrefix(comment, []byte(" "))...), '\n')
		rest = after
	}
	body, bodyLine = string(rest), 1+bytes.Count(yaml, []byte("\n"))
	return yaml, body, bodyLine, checkBody(file, body, bodyLine)
}

var keyLine = regexp.MustCompile(`^-- ?[a-z_]+:(\s|$)`)

// checkBody looks for SQL, and for front matter that came too late.
func checkBody(file, body string, line int) (problems []Problem) {
	start := line
	for text := range strings.Lines(body) {
		code, _, _ := strings.Cut(text, "--")
		if strings.Trim(code, " \t\r\n;") != "" {
			return problems
		}
		if keyLine.MatchString(text) {
			problems = append(problems, Problem{
				File: file, Line: line, Value: strings.TrimSpace(text), Reason: "not read: front matter ends at the first blank line",
				Fix: `write "--" on the blank lines above, or "-- #" before a remark`,
			})
		}
		line++
	}
	return append(problems, Problem{File: file, Line: start, Reason: "there is no SQL", Fix: "write one SELECT after the leading -- lines"})
}

// DecodeSQL reads the front matter of an SQL file into the struct that into
// points at (see Decode) and gives the body (see FrontMatter); lines and columns
// are those of the SQL file.
func DecodeSQL(file string, sql []byte, into any) (body string, bodyLine int, problems []Problem) {
	yaml, body, bodyLine, problems := FrontMatter(file, sql)
	problems = append(problems, decode(file, yaml, into, len("-- "))...)
	return body, bodyLine, Sort(problems)
}
