package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/fault"
	"continuum/link"
)

// linked runs a command that must succeed and gives what it prints.
func linked(t *testing.T, args ...string) string {
	t.Helper()
	var out, bad bytes.Buffer
	if status := run(context.Background(), append([]string{"-q"}, args...), &out, &bad); status != done {
		t.Fatalf("%v: status %d: %s", args, status, bad.String())
	}
	return out.String()
}

// refused runs a command that must fail and gives what it says.
func refused(t *testing.T, args ...string) string {
	t.Helper()
	var out, bad bytes.Buffer
	if status := run(context.Background(), append([]string{"-q"}, args...), &out, &bad); status == done {
		t.Fatalf("%v: succeeded: %s", args, out.String())
	}
	return bad.String()
}

// writeTown writes records: n people with two records each, named by number from
// first; moved gives all another address.
func writeTown(t *testing.T, path string, first, n int, moved bool) {
	t.Helper()
	rows := [][]string{{"system", "id", "nhs_number", "given_name", "family_name", "birth_date", "sex", "postcode"}}
	for i := first; i < first+n; i++ {
		rng := rand.New(rand.NewPCG(uint64(i), 7))
		word := func() string {
			b := []byte("Aaaaaa")
			for k := range b {
				b[k] += byte(rng.IntN(26))
			}
			return string(b)
		}
		given, family, born := word(), word(), fmt.Sprintf("19%02d-%02d-%02d", 20+rng.IntN(80), 1+rng.IntN(12), 1+rng.IntN(28))
		code := fmt.Sprintf("WS%d %d%s", 1+rng.IntN(9), rng.IntN(10), "AB")
		if moved {
			code = "WS9 9ZZ"
		}
		for _, system := range []string{"clinic", "council"} {
			rows = append(rows, []string{system, fmt.Sprintf("%s%06d", system[:2], i), "", given, family, born, "F", code})
		}
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestStateThatCannotBeRead loses nobody's id: linking all files again takes the
// ids from clusters.csv.
func TestStateThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	town, more, who := filepath.Join(dir, "town.csv"), filepath.Join(dir, "more.csv"), filepath.Join(dir, "who")
	writeTown(t, town, 0, 200, false)
	writeTown(t, more, 200, 5, false)
	again := []string{"link", town, "--id", "id", "--source", "system", "--out", who, "--keep"}
	linked(t, again...)
	want, state := contents(t, filepath.Join(who, clustersName)), contents(t, filepath.Join(who, stateName))
	foot := binary.Size(stateFooter{})
	for name, c := range map[string]struct {
		state string
		want  string
	}{
		"another version":   {strings.Replace(state, `"version":1`, `"version":2`, 1), "another version of continuum"},
		"cut short":         {state[:len(state)-1], "damaged: it ends too early"},
		"damaged keys":      {state[:len(state)-foot-9] + "x" + state[len(state)-foot-8:], "damaged: its checksum does not fit"},
		"damaged records":   {state[:400] + "x" + state[401:], "the saved records are damaged"},
		"records of others": {strings.Replace(state, "CTMSTAT1", "CTMSTAT0", 1), "not saved by this version of the linker"},
	} {
		if err := os.WriteFile(filepath.Join(who, stateName), []byte(c.state), 0o600); err != nil {
			t.Fatal(err)
		}
		if said := refused(t, "link", "update", who, more); !strings.Contains(said, c.want) || !strings.Contains(said, "link all files again with --keep") {
			t.Errorf("%s: %q, want %q", name, said, c.want)
		}
		if said := linked(t, again...); !strings.Contains(said, "200 people: 200 kept their id, 0 new,") {
			t.Errorf("%s: %q", name, said)
		}
		if contents(t, filepath.Join(who, clustersName)) != want {
			t.Errorf("%s: ids changed", name)
		}
	}
	if err := os.WriteFile(filepath.Join(who, stateName), []byte("id,source\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := refused(t, again...); !strings.Contains(said, "not what a linkage kept") {
		t.Errorf("another file: %q", said)
	}
}

// TestEverybodyGoneAndBack empties a linkage and fills it again.
func TestEverybodyGoneAndBack(t *testing.T) {
	dir := t.TempDir()
	town, who := filepath.Join(dir, "town.csv"), filepath.Join(dir, "who")
	writeTown(t, town, 0, 50, false)
	linked(t, "link", town, "--id", "id", "--source", "system", "--out", who, "--keep")
	want := contents(t, filepath.Join(who, clustersName))
	if said := linked(t, "link", "update", who, "--deleted", town); !strings.Contains(said, "0 records: 0 new, 0 changed, 100 deleted") || !strings.Contains(said, "50 gone") {
		t.Error(said)
	}
	if said := linked(t, "link", "update", who, town); !strings.Contains(said, "100 records: 100 new") || !strings.Contains(said, "0 kept their id, 0 new, 0 merged into another, 0 split off, 50 returned") {
		t.Error(said)
	}
	if contents(t, filepath.Join(who, clustersName)) != want {
		t.Error("people came back with other ids")
	}
}

// TestKilledUpdates kills updates at any moment: what was kept stays usable, and
// the update that ends gives what it would have given undisturbed.
func TestKilledUpdates(t *testing.T) {
	dir := t.TempDir()
	town, change, who, calm := filepath.Join(dir, "town.csv"), filepath.Join(dir, "change.csv"), filepath.Join(dir, "who"), filepath.Join(dir, "calm")
	writeTown(t, town, 0, 400, false)
	writeTown(t, change, 350, 100, true)
	linked(t, "link", town, "--id", "id", "--source", "system", "--out", who, "--keep")
	start := time.Now()
	if out, err := command(t, "-q", "link", "update", who, change, "--out", calm).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	length, killed := time.Since(start), 0
	for i := 0; i < 12 && time.Since(start) < 30*time.Second; i++ {
		// An update that ended before it was killed leaves nothing to change.
		if killedAfter(t, command(t, "-q", "link", "update", who, change), rand.N(length)) {
			killed++
		}
		state, err := openState(who)
		if err != nil {
			t.Fatal(err)
		}
		if err := state.previous(func(link.Registration, string) {}); err != nil {
			t.Fatal(err)
		}
		state.close()
	}
	t.Logf("killed %d updates", killed)
	if killed == 0 {
		t.Error("no update was killed before its end")
	}
	linked(t, "link", "update", who, change)
	if contents(t, filepath.Join(who, clustersName)) != contents(t, filepath.Join(calm, clustersName)) {
		t.Error("people have other ids than undisturbed")
	}
	if left, _ := filepath.Glob(filepath.Join(who, "*.part")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestOneLinkageAtATime refuses a second one in the same folder.
func TestOneLinkageAtATime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "for it")
	a := &app{}
	first, err := a.holdKept(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, hold := range map[string]func(string) (*outFolder, error){
		"kept": a.holdKept, "not kept": a.holdOut,
		"a share": func(dir string) (*outFolder, error) { return a.holdShare(dir, "shard") },
	} {
		if _, err := hold(dir); err == nil || !strings.Contains(err.Error(), "another linkage is writing there") {
			t.Errorf("a second linkage that is %s: %v", name, err)
		}
	}
	first.close()
	if _, err := os.Stat(filepath.Dir(dir)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder made for nothing stays: %v", err)
	}
}

// TestSharesAtATime lets different shares be written to one folder, each by one
// run, and nothing else meanwhile.
func TestSharesAtATime(t *testing.T) {
	dir := t.TempDir()
	a := &app{}
	held := func(name string) *outFolder {
		o, err := a.holdShare(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	first, second := held("1"), held("2")
	if _, err := a.holdShare(dir, "1"); err == nil {
		t.Error("one share is compared twice at once")
	}
	first.close()
	if _, err := a.holdOut(dir); err == nil {
		t.Error("a whole linkage goes where a share is written")
	}
	second.close()
	last, err := a.holdOut(dir)
	if err != nil {
		t.Fatal(err)
	}
	last.close()
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// fullDisk makes a file of a folder one on a disk that is full.
func fullDisk(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.Symlink("/dev/full", filepath.Join(dir, name+partSuffix)); err != nil {
		t.Fatal(err)
	}
}

// TestDiskFull leaves all as it was and says what to do, whichever file does not
// fit.
func TestDiskFull(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no full disk here")
	}
	dir := t.TempDir()
	town, change := filepath.Join(dir, "town.csv"), filepath.Join(dir, "change.csv")
	writeTown(t, town, 0, 60, false)
	writeTown(t, change, 50, 20, true)
	who := filepath.Join(dir, "who")
	linked(t, "link", town, "--id", "id", "--source", "system", "--out", who, "--keep")
	want := folderOf(t, who)
	for _, name := range []string{stateName, clustersName, edgesName, modelName, "report.html"} {
		fullDisk(t, who, name)
		said := refused(t, "--json", "link", "update", who, change)
		if !strings.Contains(said, filepath.Join(who, name)+": cannot be written: ") || !strings.Contains(said, "no space left on device; ") || !strings.Contains(said, "make room or give another folder") {
			t.Errorf("%s: %s", name, said)
		}
		if diff := cmp.Diff(want, folderOf(t, who)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	plain := filepath.Join(dir, "plain")
	if err := os.Mkdir(plain, 0o700); err != nil {
		t.Fatal(err)
	}
	fullDisk(t, plain, clustersName)
	var out, bad bytes.Buffer
	if status := run(context.Background(), []string{"--json", "link", town, "--id", "id", "--source", "system", "--out", plain}, &out, &bad); status != failed || !strings.Contains(out.String(), `"code": "unavailable"`) {
		t.Errorf("status %d: %s", status, out.String())
	}
	linked(t, "link", "update", who, change)
}

// folderOf gives the contents of a folder's files; that of a lock counts for nothing.
func folderOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Name()] = contents(t, filepath.Join(dir, f.Name()))
	}
	return out
}

// TestAnswerThatDoesNotArrive is a failure, though all was written.
func TestAnswerThatDoesNotArrive(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no full disk here")
	}
	defer full.Close()
	dir := t.TempDir()
	town := filepath.Join(dir, "town.csv")
	writeTown(t, town, 0, 60, false)
	for _, args := range [][]string{{"link"}, {"--json", "link"}} {
		var bad bytes.Buffer
		args = append(args, town, "--id", "id", "--source", "system", "--out", filepath.Join(dir, "who"))
		if status := run(context.Background(), args, full, &bad); status != failed || !strings.Contains(bad.String(), "no space left on device") {
			t.Errorf("status %d: %s", status, bad.String())
		}
	}
}

// TestModelThatIsStale is told by its file.
func TestModelThatIsStale(t *testing.T) {
	set := &recordSet{model: "m.json"}
	err := set.explain(&link.StaleError{Err: &fault.Error{Code: fault.Invalid, Reason: "stale model: of others"}})
	if err.Error() != "m.json: stale model: of others" {
		t.Error(err)
	}
}

// TestInterruptedLinkage says what stays as it was.
func TestInterruptedLinkage(t *testing.T) {
	dir := t.TempDir()
	town, who := filepath.Join(dir, "town.csv"), filepath.Join(dir, "who")
	writeTown(t, town, 0, 60, false)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, bad bytes.Buffer
	status := run(ctx, []string{"link", town, "--id", "id", "--source", "system", "--out", who}, &out, &bad)
	if status != failed || !strings.Contains(bad.String(), "continuum: interrupted; nothing in "+who+" was changed\n") {
		t.Errorf("status %d: %s", status, bad.String())
	}
	if _, err := os.Stat(who); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder made for nothing stays: %v", err)
	}
}

// TestMergedKeys follows stretches of kept and added records.
func TestMergedKeys(t *testing.T) {
	keysOf := func(sources ...string) *recordKeys {
		k := newRecordKeys([]string{"file"})
		b := &keyBatch{}
		for i, s := range sources {
			b.append(fmt.Sprint(s, i), k.sourceNumber(s, map[string]uint32{}), int64(i))
		}
		k.add(b)
		k.close()
		return k
	}
	got := mergedKeys(keysOf("a", "b", "c", "b"), keysOf("c", "d"), []link.Stretch{{From: 1, To: 2}, {From: 0, To: 2, Added: true}, {From: 3, To: 4}})
	var b bytes.Buffer
	if err := writeKeys(&b, got); err != nil {
		t.Fatal(err)
	}
	r := newKeyReader(&b)
	var all []string
	for {
		batch, err := r.next()
		if err != nil {
			t.Fatal(err)
		}
		if batch == nil {
			break
		}
		for i := range batch.ends {
			all = append(all, r.sources[batch.source[i]]+" "+string(batch.id(i)))
		}
	}
	if want := "b b1, c c0, d d1, b b3"; strings.Join(all, ", ") != want || len(r.sources) != 3 {
		t.Errorf("%v of sources %v, want %s", all, r.sources, want)
	}
}

// FuzzStateFile lets anybody write a records.state, checksum included.
func FuzzStateFile(f *testing.F) {
	foot := stateFooter{Keys: 0, People: 40, Records: 1, Magic: stateEnd}
	var b bytes.Buffer
	b.WriteString(`{"format":"continuum linked records","version":1,"build":"b","id":"id"}` + "\n")
	at := uint64(b.Len())
	k := newRecordKeys([]string{"file"})
	batch := &keyBatch{}
	batch.append("1", k.sourceNumber("a", map[string]uint32{}), 1)
	k.add(batch)
	if err := writeKeys(&b, k); err != nil {
		f.Fatal(err)
	}
	foot.Keys, foot.People = at, uint64(b.Len())
	b.WriteString("\x01\x00\x00\x00P00000000000\x00\x00\x00\x00")
	if err := binary.Write(&b, binary.LittleEndian, &foot); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes(), uint32(0), byte(0))
	f.Add(b.Bytes(), uint32(at+4), byte(1))
	f.Fuzz(func(t *testing.T, data []byte, where uint32, x byte) {
		if len(data) > 0 {
			data = bytes.Clone(data)
			data[int(where)%len(data)] ^= x
		}
		resum(data)
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, stateName), data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := openState(dir)
		defer s.close()
		if err != nil {
			return
		}
		_, _ = s.readKeys()
		_ = s.previous(func(r link.Registration, id string) {
			if len(id) != personLength {
				t.Errorf("%v has id %q", r, id)
			}
		})
	})
}

// resum puts the checksum of a state right.
func resum(data []byte) {
	n := binary.Size(stateFooter{})
	if len(data) < n {
		return
	}
	foot := data[len(data)-n:]
	keys := binary.LittleEndian.Uint64(foot)
	if end := uint64(len(data) - n); keys <= end {
		binary.LittleEndian.PutUint32(foot[24:], crc32.Checksum(data[keys:end], castagnoli))
	}
}
