package testkit

import (
	"os/exec"
	"strings"
	"testing"
)

func TestPostgresIsRealAndRecent(t *testing.T) {
	url := Postgres(t)
	out, err := exec.Command("psql", "-At", "-c", "SHOW server_version_num", url).Output()
	if err != nil {
		t.Fatal(err)
	}
	if version := strings.TrimSpace(string(out)); version < "150000" {
		t.Errorf("PostgreSQL %s, want 15 or later", version)
	}
}
