package web

import (
	"compress/gzip"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestAssetsAreKeptForEver(t *testing.T) {
	set := loadAssets(builtIn())
	h := Handler(newSample(), Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	get := func(encoding string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "http://localhost"+set.url("continuum.css"), nil)
		r.Header.Set("Accept-Encoding", encoding)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	plain, packed := get(""), get("br, gzip")
	if !strings.Contains(plain.Header().Get("Cache-Control"), "immutable") || plain.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("wrong headers: %v", plain.Header())
	}
	if packed.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("not compressed: %v", packed.Header())
	}
	unpacked, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := io.ReadAll(plain.Body)
	b, _ := io.ReadAll(unpacked)
	if len(a) == 0 || string(a) != string(b) {
		t.Error("the compressed file is another file")
	}
}

func TestPagesWithoutStockStyles(t *testing.T) {
	bare := fstest.MapFS{"continuum.css": {Data: []byte("body{}")}, "notes.txt": {Data: []byte("x")}}
	h := Handler(newSample(), Options{Assets: bare, Access: sharedWorld(t).Access, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	w := httptest.NewRecorder()
	acting(sharedWorld(t).gp(), h).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/", nil))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<code>make assets</code>") || strings.Contains(w.Body.String(), "nhsuk.css") {
		t.Errorf("status %d, and the page does not say what to run", w.Code)
	}
	if missing := AssetsMissing(); missing != "" && !strings.Contains(missing, "make assets") {
		t.Errorf("AssetsMissing() = %q", missing)
	}
}

func TestAssetsChangeTheirAddress(t *testing.T) {
	one := loadAssets(fstest.MapFS{"continuum.css": {Data: []byte("a")}})
	two := loadAssets(fstest.MapFS{"continuum.css": {Data: []byte("b")}})
	if one.url("continuum.css") == two.url("continuum.css") {
		t.Error("a changed file keeps its address")
	}
}

// Nothing the browser gets may point at another site.
func TestAssetsNameNoOtherSite(t *testing.T) {
	for name, file := range loadAssets(builtIn()).files {
		text := strings.ReplaceAll(string(file.plain), "http://www.w3.org/2000/svg", "")
		if strings.Contains(text, "http://") || strings.Contains(text, "https://") || strings.Contains(text, "@font-face") {
			t.Errorf("%s names another site or a font", name)
		}
	}
}
