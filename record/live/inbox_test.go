package live

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"continuum/store"
)

// TestStay follows one person from registration to discharge.
func TestStay(t *testing.T) {
	onBoth(t, func(w *world) {
		w.take(message("A28", "08:00", mary), "AA")
		p := w.resource("Patient", "H1")
		w.expect(p, `"identifier":[{"system":"urn:continuum:weston_hospital:person","value":"H1"},{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9434765919"}]`,
			`"name":[{"use":"official","family":"Smith","given":["Mary","Ann"],"prefix":["Mrs"]}]`, `"telecom":[{"system":"phone","value":"01934 111222","use":"home"}]`,
			`"gender":"female"`, `"birthDate":"1938-11-09"`, `"address":[{"use":"home","line":["1 High St"],"city":"Weston","postalCode":"BS23 1AA"}]`, `"source":"urn:continuum:weston_hospital:hl7v2"`)
		w.take(message("A01", "09:00", mary, ward), "AA")
		e := w.resource("Encounter", "V1")
		w.expect(e, `"status":"in-progress"`, `"code":"IMP"`, `"period":{"start":"2026-11-27T09:00:00Z"}`, `"display":"W5, bay B2, bed 3"`, `"status":"active"`,
			`"display":"Dr Eve Jones"`, `"code":"ATND"`, `"serviceProvider":{"type":"Organization","identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"RW9"},"display":"Weston General Hospital"}`,
			`"admitSource":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0023","code":"1"}]}`, `"serviceType"`)
		w.take(message("A02", "11:00", mary, pv1("I", "W7^^1", "V1")), "AA")
		w.expect(w.resource("Encounter", "V1"), `"display":"W5, bay B2, bed 3"},"status":"completed","period":{"start":"2026-11-27T09:00:00Z","end":"2026-11-27T11:00:00Z"}`,
			`"display":"W7, bed 1"},"status":"active","period":{"start":"2026-11-27T11:00:00Z"}`)
		w.take(message("A03", "11:30", mary, pv1("I", "W7^^1", "V1", "36=19", "45=202611271125")), "AA")
		w.expect(w.resource("Encounter", "V1"), `"status":"finished"`, `"period":{"start":"2026-11-27T09:00:00Z","end":"2026-11-27T11:25:00Z"}`, `v2-0112","code":"19"`)
		w.lacks(w.resource("Encounter", "V1"), `"active"`)
		w.take(message("A13", "11:40", mary, pv1("I", "W7^^2", "V1")), "AA")
		w.expect(w.resource("Encounter", "V1"), `"status":"in-progress"`, `"period":{"start":"2026-11-27T09:00:00Z"}`, `"W7, bed 2"`)
		w.take(message("A08", "11:50", strings.Replace(mary, "1 High St^^Weston^^BS23 1AA^^H", `""`, 1)+"||||||||||||||||202611271145|Y", pv1("I", "W7^^2", "V1")), "AA")
		w.lacks(w.resource("Patient", "H1"), "address")
		w.expect(w.resource("Patient", "H1"), `"deceasedDateTime":"2026-11-27T11:45:00Z"`)
		w.take(message("A11", "11:55", mary, pv1("I", "", "V1")), "AA")
		w.expect(w.resource("Encounter", "V1"), `"status":"cancelled"`)
		want := "[person.registered visit.admitted visit.transferred visit.discharged visit.discharge-withdrawn person.died visit.admission-withdrawn]"
		if got := fmt.Sprint(w.topics()); got != want {
			t := w.topics()
			w.Errorf("events %v, want %s", t, want)
		}
	})
}

// TestMerge ends one record and lets another go on, in either order.
func TestMerge(t *testing.T) {
	onBoth(t, func(w *world) {
		joan := "PID|1||H2^^^RW9^MR||Smyth^Mary"
		merge := message("A40", "10:00", mary, "MRG|H2^^^RW9^MR")
		for _, order := range [][]string{{message("A28", "08:00", mary), message("A28", "08:30", joan), merge}, {merge, message("A28", "08:30", joan)}} {
			w.empty()
			for _, m := range order {
				w.take(m, "AA")
			}
			one, other := w.resource("Patient", "H1"), w.resource("Patient", "H2")
			w.expect(one, `"active":true`, `"link":[{"other":{"reference":"Patient/`, `"type":"replaces"`)
			w.expect(other, `"active":false`, `"type":"replaced-by"`, `"family":"Smyth"`)
			if n := strings.Count(strings.Join(w.topics(), " "), Merged); n != 1 {
				w.Errorf("%d events of the merge", n)
			}
		}
		w.take(message("A40", "11:00", joan, "MRG|H1^^^RW9^MR"), "AA")
		w.expect(w.resource("Patient", "H1"), `"active":false`, `"type":"replaced-by"`)
		w.lacks(w.resource("Patient", "H1"), `"replaces"`)
		w.lacks(w.resource("Patient", "H2"), `"replaced-by"`)
	})
}

// TestMeetsWhatCameByFHIR updates a resource that is there with the identifier, and
// leaves what messages do not speak of.
func TestMeetsWhatCameByFHIR(t *testing.T) {
	onBoth(t, func(w *world) {
		w.put(`{"resourceType":"Patient","id":"mary","meta":{"tag":[{"code":"x"}]},"identifier":[{"system":"urn:other","value":"7"},{"use":"usual","system":"urn:continuum:weston_hospital:person","value":"H1"}],"name":[{"family":"Old"}],"maritalStatus":{"text":"widowed"}}`)
		w.take(message("A01", "09:00", mary, ward), "AA")
		p := w.resource("Patient", "H1")
		w.expect(p, `"id":"mary"`, `"use":"usual"`, `"urn:other"`, `"Smith"`, `"widowed"`, `"tag"`, `"versionId":"2"`)
		w.lacks(p, "Old")
		w.expect(w.resource("Encounter", "V1"), `"subject":{"reference":"Patient/mary"}`)
	})
}

// TestDuplicates makes no second version and no second event.
func TestDuplicates(t *testing.T) {
	onBoth(t, func(w *world) {
		for range 3 {
			w.take(message("A01", "09:00", mary, ward), "AA")
		}
		w.take(message("A08", "09:00", mary, ward), "AA") // says nothing new
		w.expect(w.resource("Patient", "H1"), `"versionId":"1"`)
		w.expect(w.resource("Encounter", "V1"), `"versionId":"1"`)
		if got := fmt.Sprint(w.topics()); got != "[person.registered visit.admitted]" {
			w.Error(got)
		}
	})
}

// TestAtOnce takes messages of one person over many connections.
func TestAtOnce(t *testing.T) {
	onBoth(t, func(w *world) {
		done := make(chan string)
		for i := range 16 {
			text := message([]string{"A01", "A08", "A02", "A31"}[i%4], fmt.Sprintf("09:%02d", i), mary, ward)
			go func() { done <- string(w.inbox.Take(context.Background(), []byte(text))) }()
		}
		for range 16 {
			if ack := <-done; !strings.Contains(ack, "MSA|AA|") {
				w.Error(ack)
			}
		}
		w.read(func(tx *store.Tx) error {
			var n int64
			err := tx.QueryRow("SELECT count(*) FROM record_resource WHERE version > 0").Scan(&n)
			if n != 2 {
				w.Errorf("%d resources, want one Patient and one Encounter", n)
			}
			return err
		})
	})
}

// TestRefused keeps what cannot be taken, says why, and repeats nobody's data.
func TestRefused(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	good := message("A01", "09:00", mary, ward)
	change := func(old, is string) string {
		if !strings.Contains(good, old) {
			t.Fatal(old)
		}
		return strings.Replace(good, old, is, 1)
	}
	for name, x := range map[string]struct{ text, answer, want string }{
		"not HL7":          {"GET / HTTP/1.1\r\n", "AE|", "message: it does not begin with the segment MSH"},
		"unknown event":    {change("ADT^A01", "ADT^A99"), "AR|A0109:00", "MSH-9: this event is not taken"},
		"unknown type":     {change("ADT^A01", "ORU^R01"), "AR|A0109:00", "MSH-9: only messages"},
		"training":         {change("|P|2.5", "|T|2.5"), "AR|A0109:00", "MSH-11: it is a training"},
		"version":          {change("|P|2.5", "|P|3.0"), "AR|A0109:00", "MSH-12: this version"},
		"unknown sender":   {change("PAS|RW9", "PAS|XYZ"), "AE|A0109:00", "MSH-4: the sender is no partner"},
		"no control id":    {change("A0109:00", ""), "AE", "MSH-10: the message has no control id"},
		"no time":          {strings.ReplaceAll(good, "20261127090000", ""), "AE|A0109:00", "MSH-7: neither"},
		"wrong time":       {change("EVN|A01|20261127090000", "EVN|A01|20261327090000"), "AE|A0109:00", "EVN-2: no time"},
		"future":           {change("EVN|A01|20261127090000", "EVN|A01|22061127090000"), "AE|A0109:00", "EVN-2: it lies in the future"},
		"no person":        {change(mary+"\r", ""), "AE|A0109:00", "PID: the message does not say whom"},
		"no id":            {change("H1^^^RW9^MR", ""), "AE|A0109:00", "PID-3: the sender's own id"},
		"no visit":         {change(ward+"\r", ""), "AE|A0109:00", "PV1: the message does not say which visit"},
		"no visit number":  {change("|||||V1", ""), "AE|A0109:00", "PV1-19: the visit has no number"},
		"discharge time":   {message("A03", "09:00", mary, pv1("I", "W", "V1", "45=soon")), "AE|A0309:00", "PV1-45: no time"},
		"death time":       {message("A31", "09:00", mary+"||||||||||||||||soon"), "AE|A3109:00", "PID-29: no time"},
		"merge of nobody":  {message("A40", "09:00", mary), "AE|A4009:00", "MRG: the message does not say whose"},
		"merge of oneself": {message("A40", "09:00", mary, "MRG|H1"), "AE|A4009:00", "MRG-1: a record cannot be merged into itself"},
		"long id":          {change("H1^^^RW9^MR", strings.Repeat("9", 201)+"^^^RW9^MR"), "AE|A0109:00", "PID-3: an id is longer"},
	} {
		w.empty()
		ack := w.take(x.text, strings.TrimSuffix(x.answer, "|"))
		if !strings.Contains(ack, x.want) || strings.Contains(ack, "Smith") {
			t.Errorf("%s: %q, want %s", name, ack, x.want)
		}
		letters, err := Letters(context.Background(), w.db)
		if err != nil || len(letters) != 1 || !strings.HasPrefix(letters[0].Reason, x.want) || strings.Contains(letters[0].Reason, "Smith") {
			t.Errorf("%s: %+v, %v", name, letters, err)
			continue
		}
		l, err := ReadLetter(context.Background(), w.db, letters[0].ID)
		if err != nil || string(l.Content) != x.text || !l.Whole() {
			t.Errorf("%s: kept %q, %v", name, l.Content, err)
		}
	}
}

// TestSenders knows a partner by its code, its id or the code of one of its sites.
func TestSenders(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	good := message("A28", "09:00", mary)
	for sender, answer := range map[string]string{
		"PAS|RW9": "AA", "PAS|rw9": "AA", "PAS|RW901": "AA", "PAS|weston_hospital": "AA", "PAS|NAME^RW9^ODS": "AA", "RW9|": "AA", "WESTON_COMMUNITY|": "AA",
		"PAS|RW": "AE", "PAS|RW9012": "AE", "PAS|RX901": "AE", "|": "AE", "PAS|ODS": "AE",
	} {
		w.take(strings.Replace(good, "PAS|RW9", sender, 1), answer)
	}
}

// TestLeftOut takes a message without what is no sound value, and says so.
func TestLeftOut(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	text := strings.NewReplacer("9434765919", "9434765910", "19381109", "00000000", "|F|", "|Q|").Replace(message("A28", "09:00", mary))
	ack := w.take(text, "AA")
	w.expect(ack, "ERR||PID^1^3|", "check digit", "ERR||PID^1^7|", "ERR||PID^1^8|", "|W|")
	w.lacks(w.resource("Patient", "H1"), "nhs-number", "birthDate", "gender")
}
