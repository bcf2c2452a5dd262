package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"

	card "continuum/target/model/page"
)

//go:embed all:assets/dist assets/continuum.css assets/models.css assets/icon.svg assets/still.js assets/passkey.js assets/idle.js
var embedded embed.FS

const stockStyles = "dist/nhsuk.css"

// AssetsMissing says what to run when the program was built without the files
// from npm, or "" when they are there. Pages work without them, plainer.
func AssetsMissing() string {
	if _, err := fs.Stat(builtIn(), stockStyles); err != nil {
		return "the NHS page styles are missing from this program: run `make assets` and build it again"
	}
	return ""
}

func builtIn() fs.FS {
	sub, err := fs.Sub(embedded, "assets")
	if err != nil {
		return embedded
	}
	return sub
}

// assetSet is all assets in memory under one address that changes with any of
// them, so that browsers may keep them for ever.
type assetSet struct {
	hash  string
	files map[string]asset
}

// asset is one file as it is sent.
type asset struct {
	kind          string
	plain, packed []byte
}

var assetKinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
	".js":  "text/javascript; charset=utf-8",
}

// loadAssets reads and compresses every file of a known kind.
func loadAssets(from fs.FS) *assetSet {
	set := &assetSet{files: map[string]asset{}}
	sum := sha256.New()
	_ = fs.WalkDir(from, ".", func(name string, _ fs.DirEntry, err error) error {
		kind, known := assetKinds[path.Ext(name)]
		if err != nil || !known {
			return err
		}
		body, err := fs.ReadFile(from, name)
		if err == nil {
			_, _ = sum.Write([]byte(name + "\x00" + strconv.Itoa(len(body)) + "\x00"))
			_, _ = sum.Write(body)
			set.files[name] = asset{kind: kind, plain: body, packed: zip(body)}
		}
		return err
	}) // what cannot be read is not served
	set.hash = hex.EncodeToString(sum.Sum(nil))[:16]
	set.put(drawingStyles, []byte(card.Drawing))
	return set
}

// put adds a file that was made here.
func (a *assetSet) put(name string, body []byte) {
	a.files[name] = asset{kind: assetKinds[path.Ext(name)], plain: body, packed: zip(body)}
	sum := sha256.Sum256([]byte(a.hash + "\x00" + name + "\x00" + string(body)))
	a.hash = hex.EncodeToString(sum[:])[:16]
}

// zip compresses once, at start, so that it costs nothing later.
func zip(body []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	_, _ = w.Write(body) // a bytes.Buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// styled says whether the files from npm are there.
func (a *assetSet) styled() bool { _, ok := a.files[stockStyles]; return ok }

// url is the address of one file.
func (a *assetSet) url(name string) string { return "/assets/" + a.hash + "/" + name }

// asset serves the files, of this version only.
func (s *site) asset() http.Handler {
	missing := s.page(s.missing)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, ok := s.assets.files[r.PathValue("file")]
		if !ok || r.PathValue("hash") != s.assets.hash {
			missing.ServeHTTP(w, r)
			return
		}
		file.send(w, r)
	})
}

func (a asset) send(w http.ResponseWriter, r *http.Request) {
	body := a.plain
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("Vary", "Accept-Encoding")
	if len(a.packed) > 0 && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		body = a.packed
		w.Header().Set("Content-Encoding", "gzip")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // a reader who has gone away needs no answer
}
