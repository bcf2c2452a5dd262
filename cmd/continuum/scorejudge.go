package main

import (
	"fmt"
	"strings"

	"continuum/internal/fault"
	"continuum/target/instrument"
)

// scoreCount is what was read, whatever is made of it.
type scoreCount struct {
	Rows          int64
	rejected, bad complaints
	used          []instrument.Used // codes
	wrong         complaints        // codes of no form that is known, each once
	wrongUses     int64
	sets          []scoreSet
	tally         *tally
}

// judge says what of the reading may not be meant, and refuses what says nothing:
// nobody at all, and codes of another system than an instrument's.
func (r *scoreRun) judge() error {
	if r.crowd.Len() == 0 {
		err := &fault.Error{Code: fault.Invalid, File: r.File, Reason: "there is nobody in the file", Fix: "give a file with rows below the header"}
		if first := r.count.rejected.First; len(first) > 0 {
			err.Line, err.Reason, err.Fix = first[0].Line, "no row can be read: "+first[0].Reason, "mend the rows"
		}
		return err
	}
	r.count.used = r.engine.Used(r.crowd.Lanes()...)
	r.misfits()
	if r.coded() {
		for n, i := range r.engine.Instruments {
			if err := r.system(n, i); err != nil {
				return err
			}
		}
	}
	if left := r.scored(); left == 0 {
		return r.noSystem(&fault.Error{Code: fault.Invalid, File: r.File, Reason: "no code has the form of any instrument's codes"})
	}
	r.complain()
	return nil
}

// scored counts the instruments that are not left out.
func (r *scoreRun) scored() (n int) {
	for _, skipped := range r.skip {
		n += one(!skipped)
	}
	return n
}

// misfits gathers the codes that have no form that is known.
func (r *scoreRun) misfits() {
	for k := range r.count.used {
		u := &r.count.used[k]
		if u.Fits {
			continue
		}
		file, line := r.where(u.Line)
		reason := "is no code of " + r.systems()
		if like := instrument.LooksLike(u.Code); like != "" {
			reason += "; it looks like " + like
		}
		r.count.wrong.add(complaint{File: file, Line: line, Value: u.Code, Reason: reason, order: u.Line})
		r.count.wrongUses += u.Uses
	}
}

// systems names the systems of the chosen instruments' codes.
func (r *scoreRun) systems() string {
	var names []string
	seen := map[string]bool{}
	for n, i := range r.engine.Instruments {
		if title := i.SystemTitle(); i.Codes.System != "" && !r.skip[n] && !seen[title] {
			seen[title] = true
			names = append(names, title)
		}
	}
	return strings.Join(names, " or ")
}

// system refuses an instrument, or leaves it out, where no code of the file has the
// form of its system: everybody would score nothing.
func (r *scoreRun) system(n int, i *instrument.Instrument) error {
	if i.Codes.System == "" || !r.relies(i) {
		return nil
	}
	for k := range r.count.used {
		if r.engine.Fitting(&r.count.used[k], n) {
			return nil
		}
	}
	reason := "no code has the form of " + i.SystemTitle()
	if len(r.count.used) == 0 {
		reason = "there is no code in the file"
	}
	if !r.all {
		return r.noSystem(&fault.Error{Code: fault.Invalid, File: r.File, Reason: i.Name + " cannot be scored: " + reason})
	}
	r.skip[n] = true
	r.leftOut = append(r.leftOut, scoreLeftOut{i.Name, reason})
	return nil
}

// noSystem adds the first wrong code to a fault.
func (r *scoreRun) noSystem(err *fault.Error) error {
	err.Column = r.sources[0].names[r.sources[0].codes[0].column]
	err.Fix = "name the column that has such codes with --code"
	if first := r.count.wrong.First; len(first) > 0 {
		err.File, err.Line, err.Value = first[0].File, first[0].Line, first[0].Value
		if like := instrument.LooksLike(first[0].Value); like != "" {
			err.Reason += "; this one looks like " + like
		}
	}
	return err
}

// relies tells whether an instrument says anything by codes that items do not say.
func (r *scoreRun) relies(i *instrument.Instrument) bool {
	for _, it := range i.Items {
		if it.Weights != "" && !r.hasColumn(it.Name) {
			return true
		}
	}
	return i.NeedsCodes()
}

// complain tells on the terminal what was not counted; the summary has it as well.
func (r *scoreRun) complain() {
	tell := func(c complaints, what string) {
		if len(c.First) == 0 {
			return
		}
		x := c.First[0]
		text := fmt.Sprintf("%s:%d: ", x.File, x.Line)
		if x.Column != "" {
			text += fmt.Sprintf("column %q: ", x.Column)
		}
		if x.Value != "" {
			text += fmt.Sprintf("%q ", x.Value)
		}
		r.app.warn("%s%s; %s", text, x.Reason, what)
	}
	tell(r.count.rejected, times(r.count.rejected.Count, "such row was left out", "such rows were left out"))
	tell(r.count.bad, times(r.count.bad.Count, "such value was not read", "such values were not read"))
	tell(r.count.wrong, fmt.Sprintf("%s (%s) did not count", times(r.count.wrongUses, "such code", "such codes"), times(r.count.wrong.Count, "kind", "kinds")))
	if len(r.sources[0].procedure) == 0 {
		for n, i := range r.engine.Instruments {
			if !r.skip[n] && i.ProceduresMatter() {
				r.app.warn("%s excludes some stays by procedures, and none are given (--procedure): such stays are counted.", i.Name)
			}
		}
	} else if !r.mains() {
		for n, i := range r.engine.Instruments {
			if !r.skip[n] && i.ProceduresMatter() {
				r.app.warn("%s excludes some stays by the main procedure, and no column is one (--main-procedure): such stays are counted.", i.Name)
			}
		}
	}
}

func (r *scoreRun) mains() bool { return len(r.MainProcedure) > 0 }

func times(n int64, singular, plural string) string {
	if n == 1 {
		return "1 " + singular
	}
	return fmt.Sprintf("%d %s", n, plural)
}
