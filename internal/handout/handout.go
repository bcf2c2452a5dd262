// Package handout makes pages that are handed out: what a linkage found, what is known
// of a model. Those who answer for a partnership must be able to keep such a page with
// what it tells of, send it on, print it and open it from disk behind any firewall, so
// it is a single file with no script and nothing to load.
package handout

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
	"io/fs"
	"maps"

	"continuum/internal/fault"
)

var (
	//go:embed style.css
	common string
	//go:embed head.html
	head string
)

// Layout is a kind of page.
type Layout struct{ templates *template.Template }

// New parses the HTML files of a kind of page, of which page.html is the whole. It
// begins with {{template "head" TITLE}}; style comes after the style sheet that all
// pages share, and words are what its templates may call. It panics where a template is
// wrong, as template.Must does.
func New(files fs.FS, style string, words template.FuncMap) Layout {
	words = maps.Clone(words)
	words["style"] = func() template.CSS { return template.CSS(common + style) }
	t := template.Must(template.New("page.html").Funcs(words).Parse(head))
	return Layout{template.Must(t.ParseFS(files, "*.html"))}
}

// Part lays out one template of a page, to stand within a page of somebody else's.
func (l Layout) Part(name string, view any) (template.HTML, error) {
	var b bytes.Buffer
	if err := l.templates.ExecuteTemplate(&b, name, view); err != nil {
		return "", fault.Wrap(err, "laying out %s", name)
	}
	return template.HTML(b.String()), nil
}

// Write writes a page, to the letter the same for the same view; what names it in
// errors. It fails, with nothing or only a part written, when w does.
func (l Layout) Write(w io.Writer, what string, view any) error {
	page, err := l.Part("page.html", view)
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(page)); err != nil {
		return &fault.Error{
			Code: fault.Unavailable, Reason: "the " + what + " cannot be written",
			Fix: "see that the disk has room and that the folder may be written to, then write it again", Err: err,
		}
	}
	return nil
}
