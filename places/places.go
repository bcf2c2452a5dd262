// Package places carries the example place folders inside the binary, so that
// the demo runs anywhere. They are ordinary files: copy one and make it yours.
package places

import (
	"embed"
	"io/fs"
)

//go:embed all:weston
var files embed.FS

// Weston is a hospital, a council, a GP federation and the voluntary sector.
func Weston() fs.FS {
	sub, _ := fs.Sub(files, "weston") // the folder is embedded, so it is there
	return sub
}
