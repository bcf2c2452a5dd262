package account

import (
	"strings"
	"testing"
)

func FuzzParseHash(f *testing.F) {
	h := newHasher(Cost{Memory: 8, Passes: 1, Lanes: 1}, 1)
	for _, s := range []string{
		h.make(good), "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "", "$$$$$", "$argon2i$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=4294967295,t=4294967295,p=255$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=08,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := parseHash(s)
		if err != nil {
			return
		}
		if h.String() != s {
			t.Errorf("%q was read and is written %q", s, h.String())
		}
		if h.Memory > mostMemory || h.Passes > mostPasses || h.Lanes > mostLanes || h.Memory < 8*uint32(h.Lanes) || len(h.salt) < leastSalt || len(h.hash) < leastHash {
			t.Errorf("%q is out of bounds", s)
		}
	})
}

func TestHashesOfOthers(t *testing.T) {
	h := newHasher(Cost{Memory: 8, Passes: 1, Lanes: 1}, 1)
	// By the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1.
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	for password, want := range map[string]bool{"password": true, "Password": false, "": false} {
		if right, err := h.right(reference, password); err != nil || right != want {
			t.Errorf("%q: %v, %v", password, right, err)
		}
	}
	if right, err := h.right("", good); right || err != nil {
		t.Errorf("no hash: %v, %v", right, err)
	}
	if _, err := h.right("$argon2id$v=19$m=1,t=1,p=1$AA$AA", good); err == nil {
		t.Error("a hash of an unknown form was taken")
	}
}

func TestWeakPasswords(t *testing.T) {
	ann := &Account{Name: "ann.huxtable", Display: "Ann Huxtable", Email: "ann@rivermead.example", Partner: "riverside"}
	for _, weak := range []string{
		"short", "elevenchars", "passwordpassword", "Password1234!", "P@ssw0rd2026!!", "qwertyuiop123", "123456789012", "111111111111", "iloveyou1234",
		"Summer2026!!!", "administrator1", "abcabcabcabcabc", "0987654321qwerty", "annhuxtable2026", "huxtablehuxtable", "Rivermead2026!", "welcometothenhs",
		"liverpoolFC2026", "letmeinletmein", "zxcvbnm,./123", "ééééééééééééé", "riversideannann",
	} {
		if strong(weak, ann) == nil {
			t.Errorf("%q was taken", weak)
		}
	}
	for _, fine := range []string{good, "tin kettle orbit marsh", "Xk7#qLm2vPz9", "blådåfjörðurstein", "my dog ate nine carrots", "漢字仮名交じり文の合言葉です"} {
		if err := strong(fine, ann); err != nil {
			t.Errorf("%q: %v", fine, err)
		}
	}
}

func TestPrepare(t *testing.T) {
	a, _ := prepare("cafe\u0301 au lait noir")
	b, err := prepare("caf\u00e9 au lait\u00a0noir")
	if a != b || err != nil {
		t.Errorf("%q and %q, %v", a, b, err)
	}
	for _, bad := range []string{strings.Repeat("a", mostPassword+1), "a\x00b", ""} {
		if _, err := prepare(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func FuzzStrong(f *testing.F) {
	f.Add("Password1234!")
	f.Add("é漢\xff123abc")
	f.Fuzz(func(_ *testing.T, s string) {
		if p, err := prepare(s); err == nil {
			_ = strong(p, &Account{Name: "ann"})
		}
		_ = codeDigest(s)
		_, _ = Fold(s)
		_ = remote(s)
	})
}

func TestCodes(t *testing.T) {
	code := newCode(setUpBytes)
	if len(strings.ReplaceAll(code, "-", "")) != 26 || newCode(setUpBytes) == code {
		t.Errorf("got %s", code)
	}
	for _, same := range []string{strings.ToLower(code), strings.ReplaceAll(code, "-", ""), strings.ReplaceAll(code, "-", " "), strings.ReplaceAll(strings.ReplaceAll(code, "0", "O"), "1", "l")} {
		if string(codeDigest(same)) != string(codeDigest(code)) {
			t.Errorf("%s is not %s", same, code)
		}
	}
}
