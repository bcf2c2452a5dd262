package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/target/model"
	card "continuum/target/model/page"
)

// Models tells what is known of the place's models.
type Models interface {
	// Specs are the models that the place declares.
	Specs() []*model.Spec
	// Known is what is known of a version of a model, of the one in use where the hash is
	// ""; a fault.NotFound where there is none.
	Known(ctx context.Context, id, hash string) (*model.Known, error)
}

const modelsPath = "/models"

// styles of the cards of models, beside those of all pages.
const (
	cardStyles    = "models.css"
	drawingStyles = "drawing.css"
)

// modelPages are those about the place's models. They tell figures and name nobody.
func (s *site) modelPages(mux *http.ServeMux) {
	for address, show := range map[string]view{"": s.modelList, "/{model}": s.modelCard} {
		mux.Handle("GET "+modelsPath+address, s.page(s.allowed(access.Analyse, s.modelling(show))))
	}
}

// modelling shows a view where the place has models.
func (s *site) modelling(show view) view {
	return func(v visit) (content, error) {
		if !s.hasModels() {
			return content{}, fault.New(fault.NotFound, "the place has no models")
		}
		return show(v)
	}
}

// hasModel tells whether the place declares a model: an id of the address names a file.
func (s *site) hasModel(id string) bool {
	return slices.ContainsFunc(s.models.Specs(), func(m *model.Spec) bool { return m.ID == id })
}

func (s *site) hasModels() bool { return s.models != nil && len(s.models.Specs()) > 0 }

// modelLinks lead whoever sees figures to the models, where the place has any.
func (s *site) modelLinks(ctx context.Context) []way {
	if !s.hasModels() || !s.access.Gate.Allows(ctx, access.Analyse) {
		return nil
	}
	return []way{{modelsPath, "Models"}}
}

// modelURL is the card of a version of a model, of the one in use where the hash is "".
func modelURL(id, hash string) string {
	to := modelsPath + "/" + url.PathEscape(id)
	if hash != "" {
		to += "?version=" + url.QueryEscape(hash)
	}
	return to
}

// cardURL is the same, or nothing where the place has no such model.
func (s *site) cardURL(id, hash string) string {
	if s.models == nil || !s.hasModel(id) {
		return ""
	}
	return modelURL(id, hash)
}

// modelRow is a model in the list of all: Known is nil where it was not trained yet.
type modelRow struct {
	*model.Spec
	Known *model.Known
}

func (s *site) modelList(v visit) (content, error) {
	var all []modelRow
	for _, spec := range s.models.Specs() {
		known, err := s.models.Known(v.Context(), spec.ID, "")
		if err != nil && fault.CodeOf(err) != fault.NotFound {
			return content{}, err
		}
		all = append(all, modelRow{spec, known})
	}
	return content{Title: "Models", Body: modelListPage(all)}, nil
}

// auc is how well the order is right; a dash where it cannot be told.
func (r modelRow) auc() string {
	if auc := r.Known.Metrics.AUC; auc != nil {
		return strconv.FormatFloat(*auc, 'f', 3, 64)
	}
	return "–"
}

// slope is whether high forecasts are too high.
func (r modelRow) slope() string {
	if slope := r.Known.Chance.Slope; slope != nil {
		return strconv.FormatFloat(slope.Value, 'f', 2, 64)
	}
	return "–"
}

// modelView is the card of a model.
type modelView struct {
	*model.Known
	When  string // when it was trained
	Parts string // HTML of the card
}

func (s *site) modelCard(v visit) (content, error) {
	id, hash := v.PathValue("model"), v.URL.Query().Get("version")
	if !s.hasModel(id) || len(hash) > idLimit {
		return content{}, fault.New(fault.NotFound, "no such model")
	}
	exact, err := s.access.Gate.Pseudonymised(v.Context())
	if err != nil {
		return content{}, err
	}
	known, err := s.models.Known(v.Context(), id, hash)
	if err != nil {
		return content{}, err
	}
	parts, err := card.Parts(known, discreet{exact}.tell())
	if err != nil {
		return content{}, err
	}
	m := modelView{Known: known, When: s.clock(known.Trained), Parts: string(parts)}
	return content{Title: known.Title, Styles: []string{drawingStyles, cardStyles}, Body: modelPage(m, discreet{exact})}, nil
}

// tell is how numbers are told, for cards.
func (t discreet) tell() card.Tell {
	told := card.Tell{Count: t.count}
	if !t.exact {
		told.Least = mostUntold + 1
	}
	return told
}
