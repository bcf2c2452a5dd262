package hl7

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"continuum/internal/fault"
)

const admission = "MSH|^~\\&|PAS|RW9|CONTINUUM|WESTON|20261127101500+0000||ADT^A01^ADT_A01|M1|P|2.5||||||UNICODE UTF-8\r" +
	"EVN|A01|20261127101400\r" +
	"PID|1||H123^^^RW9^MR~943 476 5919^^^NHS^NH||O\\T\\Brien&van^Zoë^^^Mrs||19381109|F|\"\"||1 High St&&The Elms^^Weston^^BS23 1AA\r" +
	"PV1|1|I|W5^B2^3\r"

func parsed(t *testing.T, text string) *Message {
	t.Helper()
	m, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestValues reaches every part of a message.
func TestValues(t *testing.T) {
	m := parsed(t, admission)
	pid := m.Segment("PID")
	for name, x := range map[string]struct{ got, want string }{
		"separator":              {m.Segment("MSH").Field(1).Text(), "|"},
		"encoding":               {m.Segment("MSH").Field(2).Text(), `^~\&`},
		"event":                  {m.Segment("MSH").Field(9).Part(2).Text(), "A01"},
		"first of repetitions":   {pid.Field(3).Part(1).Text(), "H123"},
		"second repetition":      {pid.Field(3).Repeats()[1].Part(4).Text(), "NHS"},
		"subcomponent":           {pid.Field(5).Part(1).Part(2).Text(), "van"},
		"escape":                 {pid.Field(5).Part(1).Part(1).Text(), "O&Brien"},
		"text of parts":          {pid.Field(11).Text(), "1 High St"},
		"third subcomponent":     {pid.Field(11).Part(1).Part(3).Text(), "The Elms"},
		"accent":                 {pid.Field(5).Part(2).Text(), "Zoë"},
		"beyond the components":  {pid.Field(8).Part(3).Text(), ""},
		"beyond the fields":      {pid.Field(300).Text(), ""},
		"of an absent segment":   {m.Segment("ZZZ").Field(1).Part(2).Part(1).Text(), ""},
		"null":                   {pid.Field(9).Text(), ""},
		"as it was":              {m.String(), admission},
		"part of a single value": {m.Segment("PV1").Field(2).Part(1).Part(1).Text(), "I"},
	} {
		if x.got != x.want {
			t.Errorf("%s: %q, want %q", name, x.got, x.want)
		}
	}
	if f := pid.Field(9); !f.Null() || f.Absent() || f.Said() || len(f.Repeats()) > 0 {
		t.Error("a null field is null")
	}
	if f := pid.Field(10); f.Null() || !f.Absent() || f.Said() {
		t.Error("an absent field is absent")
	}
}

// TestOtherDelimiters reads the same with any legal delimiters and line ends.
func TestOtherDelimiters(t *testing.T) {
	to := strings.NewReplacer("|", "*", "^", "!", "~", "@", "\\", "/", "&", "#")
	for name, text := range map[string]string{
		"others": to.Replace(admission), "line feeds": strings.ReplaceAll(admission, "\r", "\n"), "both": strings.ReplaceAll(admission, "\r", "\r\n"),
		"byte-order mark": "\ufeff" + admission, "blank lines": "\r\n\r\n" + strings.ReplaceAll(admission, "\r", "\r\r"), "no end": strings.TrimSuffix(admission, "\r"),
		"truncation": strings.Replace(admission, `\&|`, `\&#|`, 1),
	} {
		m, err := Parse([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := m.Segment("PID").Field(3).Repeats()[1].Part(5).Text(); got != "NH" {
			t.Errorf("%s: %q", name, got)
		}
		if got := m.Segment("PID").Field(5).Part(1).Text(); got != m.unescapedName() {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func (m *Message) unescapedName() string { return "O" + string(rune(m.Subcomponent)) + "Brien" }

// TestRefused says where and why, and repeats nobody's data.
func TestRefused(t *testing.T) {
	long := strings.Repeat("x", 10<<20)
	for name, x := range map[string]struct{ text, want string }{
		"nothing":          {"", "message: it does not begin with the segment MSH"},
		"no MSH":           {"PID|1||SECRET\r", "message: it does not begin with the segment MSH"},
		"short":            {"MSH|^", "MSH: it ends before its delimiters"},
		"batch":            {"FHS|^~\\&|SECRET\r", "message: it is a batch"},
		"same delimiters":  {"MSH|^^\\&|SECRET|\r", "MSH-2: two delimiters are the same"},
		"letter":           {"MSH|A~\\&|SECRET|\r", "MSH-2: a delimiter is a letter"},
		"separator letter": {"MSHX^~\\&XSECRETX\r", "MSH-1: a delimiter is a letter"},
		"quote":            {"MSH|\"~\\&|SECRET|\r", "MSH-2: a delimiter is"},
		"too many":         {"MSH|^~\\&#%|SECRET|\r", "MSH-2: two to five"},
		"none":             {"MSH||SECRET|xxxx\r", "MSH-2: two to five"},
		"segment name":     {admission + "SECRET\r", "message: what stands as segment 5 has no name"},
		"two messages":     {admission + admission, "message: the segment MSH is in it 2 times"},
		"10 MB segment":    {admission + "OBX|" + long + "\r", "message: it has 1"},
		"1 MB segment":     {admission + "OBX|" + long[:1<<20] + "\r", "OBX: it has 1048580 bytes"},
		"fields":           {admission + "OBX" + strings.Repeat("|", 501) + "\r", "OBX: it has more than 500 fields"},
		"parts":            {admission + "OBX||" + strings.Repeat("~", 2001) + "\r", "OBX-2: it has more than 2000 parts"},
		"NUL":              {admission + "OBX||SECRET\x00\r", "OBX-2: it holds a NUL"},
		"bytes":            {admission + "OBX||SECRET\xff\r", "OBX-2: it holds bytes that are not UNICODE UTF-8; name"},
		"not ASCII":        {strings.Replace(admission, "UNICODE UTF-8", "ASCII", 1), "PID-5: it holds bytes that are not ASCII"},
		"unknown charset":  {strings.Replace(admission, "UNICODE UTF-8", "JAS2020", 1), "MSH-18: this character set is not read"},
		"many segments":    {admission + strings.Repeat("ZZZ|\r", 5000), "message: it has more than 5000 segments"},
	} {
		_, err := Parse([]byte(x.text))
		var e *Error
		if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), x.want) || strings.Contains(err.Error(), "SECRET") || fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want %s", name, err, x.want)
		}
	}
}

// TestCharsets turns what is declared into UTF-8.
func TestCharsets(t *testing.T) {
	for name, x := range map[string]struct{ charset, bytes, want string }{
		"latin":        {"8859/1", "Zo\xeb O\x92Neill", "Zoë O’Neill"},
		"latin escape": {"8859/1", `Zo\XEB\`, "Zoë"},
		"UTF-8":        {"UTF-8", "Zo\xc3\xab", "Zoë"},
		"several":      {"UNICODE UTF-8~8859/1", "Zo\xc3\xab", "Zoë"},
		"ASCII":        {"ASCII", "Zoe", "Zoe"},
		"none":         {"", "Zo\xc3\xab", "Zoë"},
	} {
		m := parsed(t, "MSH|^~\\&|||||||ADT^A28|1|P|2.4||||||"+x.charset+"\rPID|||||"+x.bytes+"\r")
		if got := m.Segment("PID").Field(5).Text(); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// TestEscapes reads what stands for other characters.
func TestEscapes(t *testing.T) {
	for text, want := range map[string]string{
		`a\F\b\S\c\T\d\R\e\E\f`: `a|b^c&d~e\f`, `a\.br\b`: "a\nb", `a\X0D0A\b`: "a\nb", `\H\loud\N\`: "loud", `a\X00\b`: "ab", `open\x`: `open\x`,
		`a\Xzz\b`: "ab", `a\X41\b`: "aAb", `a\XC3AB\b`: "aëb", `\C2842\x`: "x", ` spaced `: "spaced", `""`: "", `\`: `\`, `\\`: "",
	} {
		m := parsed(t, "MSH|^~\\&|||||||ADT^A28|1|P|2.4\rPID|||||"+text+"\r")
		if got := m.Segment("PID").Field(5).Text(); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestMoments keeps the precision told.
func TestMoments(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2026": "2026", "202611": "2026-11", "20261127": "2026-11-27", "2026112710": "2026-11-27T10:00:00Z", "202606271015": "2026-06-27T10:15:00+01:00",
		"20260627101530": "2026-06-27T10:15:30+01:00", "20260627101530.1234": "2026-06-27T10:15:30.123+01:00", "20260627101530-0500": "2026-06-27T10:15:30-05:00",
		"20261127+0000": "2026-11-27", "": "", `""`: "", "20261127101500^S": "2026-11-27T10:15:00Z",
		"2026112": "!", "20261301": "!", "00000000": "!", "20261127250000": "!", "2026112710.5": "!", "yesterday": "!", "20261127101500+9": "!", "-": "!", "20261127101500.": "!",
	} {
		m := parsed(t, "MSH|^~\\&|||||||ADT^A28|1|P|2.4\rPID|||||||"+text+"\r")
		got, err := m.Segment("PID").Field(7).Moment(london)
		if err != nil && (want != "!" || !strings.HasPrefix(err.Error(), "PID-7: no time")) || err == nil && got.FHIR() != want {
			t.Errorf("%s: %s, %v, want %s", text, got.FHIR(), err, want)
		}
	}
}

// TestAcknowledge answers in the sender's own form.
func TestAcknowledge(t *testing.T) {
	at := time.Date(2026, 11, 27, 10, 15, 1, 0, time.UTC)
	problem := Error{Code: MissingField, Segment: "PID", Nth: 1, Field: 3, Reason: "no id"}
	for name, x := range map[string]struct {
		raw, want string
		reply     Reply
	}{
		"accepted": {admission, "MSH|^~\\&|CONTINUUM||PAS|RW9|20261127101501+0000||ACK^A01^ACK|7|P|2.5||||||UNICODE UTF-8\rMSA|AA|M1\r", Reply{Answer: Accepted}},
		"failed": {admission, "MSH|^~\\&|CONTINUUM||PAS|RW9|20261127101501+0000||ACK^A01^ACK|7|P|2.5||||||UNICODE UTF-8\rMSA|AE|M1\r" +
			"ERR||PID^1^3|101^Required field missing^HL70357|E|||PID-3: no id\r", Reply{Answer: Failed, Problems: []Error{problem}}},
		"2.3 and others": {"MSH*!@/#*P*F*****ADT!A08*M/R/2*P*2.3\r", "MSH*!@/#*CONTINUUM**P*F*20261127101501+0000**ACK!A08!ACK*7*P*2.3\rMSA*AA*M/R/2\r" +
			"ERR*PID!1!3!101#Required field missing#HL70357\r", Reply{Answer: Accepted, Warnings: []Error{problem}}},
		"no message":      {"hello", "MSH|^~\\&|CONTINUUM||||20261127101501+0000||ACK|7|P|2.5\rMSA|AR\r", Reply{Answer: Rejected}},
		"unknown charset": {"MSH|^~\\&|Zo\xeb||||||ADT^A08|9|P|2.4||||||KLINGON\r", "MSH|^~\\&|CONTINUUM||Zo\ufffd||20261127101501+0000||ACK^A08^ACK|7|P|2.4\rMSA|AR|9\r", Reply{Answer: Rejected}},
	} {
		x.reply.Sender, x.reply.At, x.reply.ID = "CONTINUUM", at, "7"
		if got := Acknowledge([]byte(x.raw), x.reply); !bytes.Equal(bytes.ToValidUTF8(got, []byte("\ufffd")), []byte(x.want)) {
			t.Errorf("%s:\n%q, want\n%q", name, got, x.want)
		}
	}
}
