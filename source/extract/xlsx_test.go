package extract

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"continuum/internal/fault"
)

// book writes a workbook: cells of Sheet1 by their reference.
func book(t *testing.T, cells map[string]any, more func(*excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for ref, value := range cells {
		if err := f.SetCellValue("Sheet1", ref, value); err != nil {
			t.Fatal(err)
		}
	}
	if more != nil {
		more(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return write(t, "x.xlsx", b.Bytes())
}

func TestXLSX(t *testing.T) {
	at := time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
	path := book(t, map[string]any{
		"A2": "name", "B2": " when ", "D2": "n", "E2": "n",
		"A4": "O'Neil & <co>", "B4": at, "D4": 9991234567, "E4": 0.1 + 0.2,
		"A5": "1E5", "B5": at, "D5": 1.5e20, "E5": true,
		"A6": "late", "F6": "beyond",
		"A7": "rich", "B7": at.Truncate(24 * time.Hour), "C7": "line\nbreak", "D7": -1.25, "E7": 1e-7,
	}, func(f *excelize.File) {
		format := "dd/mm/yyyy;@"
		style, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		_ = f.SetCellStyle("Sheet1", "B5", "B7", style)
		_ = f.SetCellRichText("Sheet1", "A7", []excelize.RichTextRun{{Text: "ri"}, {Text: " ch"}})
		_ = f.SetCellStyle("Sheet1", "A9", "C9", style)
	})
	g, file, err := readAll(t, path, Format{Kind: XLSX})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "names", strings.Join(file.Columns(), "|"), "name|when|column_3|n|n_2")
	check(t, "rows", g.text(), `4/0 O'Neil & <co>·2025-01-02T03:04:05·∅·9991234567·0.3
5/0 1E5·2025-01-02T03:04:05·∅·150000000000000000000·true
7/0 ri ch·2025-01-02·line
break·-1.25·0.0000001
broken 6: expected 5 fields, found 6 <late					beyond>
`)
	if file.BytesRead() != file.Size() || len(file.SHA256()) != 64 {
		t.Error("the whole file must be read and hashed")
	}
}

func TestNumberKinds(t *testing.T) {
	tests := []struct{ code, value, want string }{
		{"General", "45659", "45659"},
		{"0.00", "45659.5", "45659.5"},
		{"0.00", "12.340000000000001", "12.34"},
		{"0", "12345678901234567", "12345678901234567"},
		{"0", "9.991234567E9", "9991234567"},
		{"0", "1.25E17", "125000000000000000"},
		{"0", "4.0E-2", "0.04"},
		{"yyyy-mm-dd", "45659", "2025-01-02"},
		{"mmm", "45659", "2025-01-02"},
		{"dd/mm/yyyy hh:mm", "45659", "2025-01-02T00:00:00"},
		{"[$-809]dd mmmm yyyy;@", "45659.5", "2025-01-02T12:00:00"},
		{"hh:mm", "0.5", "12:00:00"},
		{"h:mm AM/PM", "0.75", "18:00:00"},
		{"hh:mm", "45659.5", "2025-01-02T12:00:00"},
		{"[h]:mm", "1.25", "30:00:00"},
		{"[", "1.25", "1.25"},
		{"[Red]0;d", "1.25", "1.25"},
		{`"days "0`, "3", "3"},
		{`0\d`, "3", "3"},
		{"dd/mm/yyyy", "1", "1900-01-01"},
		{"dd/mm/yyyy", "59", "1900-02-28"},
		{"dd/mm/yyyy", "61", "1900-03-01"},
		{"dd/mm/yyyy", "-1", "-1"},
		{"dd/mm/yyyy", "1e300", "1e300"},
		{"dd/mm/yyyy", "", ""},
	}
	for _, tt := range tests {
		check(t, tt.code+" "+tt.value, string(kindOfFormat(tt.code).text(tt.value, false)), tt.want)
	}
	check(t, "1904", string(hasDate.text("0", true)), "1904-01-01")
}

func TestXLSXSheets(t *testing.T) {
	path := book(t, map[string]any{"A1": "first"}, func(f *excelize.File) {
		_, _ = f.NewSheet("Contacts")
		_ = f.SetCellValue("Contacts", "A1", "second")
		_, _ = f.NewSheet("Blank")
	})
	for sheet, want := range map[string]string{"": "first", "contacts": "second"} {
		_, file, err := readAll(t, path, Format{Kind: XLSX, Sheet: sheet})
		if err != nil {
			t.Fatal(err)
		}
		check(t, sheet, file.Columns()[0], want)
	}
	_, err := Open(path, Format{Kind: XLSX, Sheet: "Contact"})
	wantFault(t, err, fault.Invalid, path, `found "Contact"`, "Sheet1, Contacts, Blank")
	_, err = Open(path, Format{Kind: XLSX, Sheet: "Blank"})
	wantFault(t, err, fault.Invalid, path, "file is empty")
}

func TestXLSXTooManyColumns(t *testing.T) {
	path := book(t, nil, func(f *excelize.File) {
		row := make([]any, 2000)
		for i := range row {
			row[i] = fmt.Sprint("c", i)
		}
		_ = f.SetSheetRow("Sheet1", "A1", &row)
	})
	_, err := Open(path, Format{Kind: XLSX})
	wantFault(t, err, fault.Invalid, path, "2000 columns, at most 1000", "the feed needs")
}

// rezip writes a sound workbook with the content of one part replaced.
func rezip(t *testing.T, name string, content io.Reader) string {
	t.Helper()
	sound, err := zip.OpenReader(book(t, map[string]any{"A1": "a", "A2": "text"}, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer sound.Close()
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range sound.File {
		var from io.Reader = content //nolint:staticcheck // the wrapper below has another type
		if f.Name != name {
			from, _ = f.Open()
		}
		to, err := out.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(to, from); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return write(t, "bad.xlsx", b.Bytes())
}

const sheetPart = "xl/worksheets/sheet1.xml"

func TestXLSXHostile(t *testing.T) {
	blank := "<row/>" + strings.Repeat(" ", 1<<20)
	bomb := io.MultiReader(strings.NewReader("<worksheet><sheetData>"), &repeat{text: blank, left: bombFree + 8<<20})
	text := io.MultiReader(strings.NewReader("<worksheet><sheetData><row><c><v>"), &repeat{text: "1", left: 8 << 20})
	tests := []struct {
		name, part string
		content    io.Reader
		want       string
	}{
		{"bomb", sheetPart, bomb, "decompression bomb"},
		{"long text", sheetPart, text, "longer than 4 MiB"},
		{"cut sheet", sheetPart, strings.NewReader("<worksheet><sheetData><row><c><v>1</v></c></row><row>"), "cut short or damaged after 0 rows"},
		{"not xml", sheetPart, strings.NewReader("hello"), "file is empty"},
		{"bad index", sheetPart, strings.NewReader("<worksheet><sheetData><row><c t='s'><v>99</v></c></row></sheetData></worksheet>"), "a cell has no text"},
		{"bad reference", sheetPart, strings.NewReader("<worksheet><sheetData><row><c r='ZZZZ1'><v>1</v></c></row></sheetData></worksheet>"), "outside the sheet"},
		{"bad styles", "xl/styles.xml", strings.NewReader("<styleSheet><cellXfs><xf numFmtId='x'/></cellXfs></styleSheet>"), "cut short or damaged"},
		{"no workbook", "xl/workbook.xml", strings.NewReader("<a>"), "cut short or damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := rezip(t, tt.part, tt.content)
			_, _, err := readAll(t, path, Format{Kind: XLSX})
			wantFault(t, err, fault.Invalid, path, tt.want)
		})
	}
}

// The shared strings are the one part held in memory, so they are bounded.
func TestXLSXStringsAreBounded(t *testing.T) {
	was := maxStrings
	defer func() { maxStrings = was }()
	maxStrings = 1 << 20
	path := rezip(t, "xl/sharedStrings.xml", io.MultiReader(strings.NewReader("<sst>"), &repeat{text: "<si><t>" + strings.Repeat("x", 1000) + "</t></si>", left: 2 << 20}))
	_, _, err := readAll(t, path, Format{Kind: XLSX})
	wantFault(t, err, fault.Invalid, path, "more than can be held in memory", "ask the partner for CSV")
}

// repeat gives a text again and again.
type repeat struct {
	text string
	left int
	at   int
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	r.left -= n
	return n, nil
}

func TestNotXLSX(t *testing.T) {
	for content, want := range map[string]string{
		"":                     "file is empty",
		"a,b\n1,2\n":           "not an Excel workbook",
		"<html>":               "looks like an HTML page",
		"\xd0\xcf\x11\xe0rest": "or one with a password",
		"PK\x03\x04 cut":       "the Excel workbook is cut short or damaged after 0 rows",
	} {
		path := write(t, "x.xlsx", []byte(content))
		_, err := Open(path, Format{Kind: XLSX})
		wantFault(t, err, fault.Invalid, path, want)
	}
}
