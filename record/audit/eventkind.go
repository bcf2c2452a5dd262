package audit

// kind is how FHIR tells a sort of actions apart.
type kind struct {
	words   []string // our actions of this kind
	typ     coding
	subtype []coding // in FHIR's or DICOM's words; ours follows where there are none
	action  string   // C, R, U, D or E
	reads   bool     // contents go to whoever asks
	profile string   // of BALP, for one that is about nobody; with Patient before it for one person
}

var (
	rest     = coding{"http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "RESTful Operation"}
	signing  = coding{dicom, "110114", "User Authentication"}
	security = coding{dicom, "110113", "Security Alert"}
	exported = coding{dicom, "110106", "Export"}
)

func interaction(code string) []coding {
	return []coding{{"http://hl7.org/fhir/restful-interaction", code, code}}
}

func dicoms(code, display string) []coding { return []coding{{dicom, code, display}} }

// kindSearch is apart because its answers come from the server while BALP has the
// query, which goes to it.
var kindSearch = kind{[]string{"search"}, rest, interaction("search"), "E", false, "Query"}

var kinds = []*kind{
	{[]string{"read"}, rest, interaction("read"), "R", true, "Read"},
	{[]string{"vread"}, rest, interaction("vread"), "R", true, "Read"},
	{[]string{"history"}, rest, interaction("history"), "R", true, ""},
	&kindSearch,
	{[]string{"create"}, rest, interaction("create"), "C", false, "Create"},
	{[]string{"update"}, rest, interaction("update"), "U", false, "Update"},
	{[]string{"patch"}, rest, interaction("patch"), "U", false, "Update"},
	{[]string{"delete"}, rest, interaction("delete"), "D", false, "Delete"},
	{[]string{"sign-in", "sign-in-failed"}, signing, dicoms("110122", "Login"), "E", false, ""},
	{[]string{"sign-out"}, signing, dicoms("110123", "Logout"), "E", false, ""},
	{[]string{"break-glass"}, security, dicoms("110127", "Emergency Override Started"), "E", false, ""},
	{[]string{"grant", "revoke"}, security, dicoms("110137", "User security Attributes Changed"), "E", false, ""},
	{[]string{"policy-change"}, security, dicoms("110129", "Security Configuration"), "E", false, ""},
	{[]string{"denied"}, security, []coding{{"https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType", "AuthZ-Role", ""}}, "E", false, ""},
	{[]string{"export", "print"}, exported, nil, "R", true, ""},
	{[]string{"disclosure"}, exported, []coding{{"http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle", "disclose", ""}}, "R", true, ""},
}

// kindOther is of all other actions, such as claim: they are carried out.
var kindOther = kind{nil, security, nil, "E", false, ""}

var kindByWord = func() map[string]*kind {
	all := map[string]*kind{}
	for _, k := range kinds {
		for _, w := range k.words {
			all[w] = k
		}
	}
	return all
}()

func kindOf(action string) *kind {
	if k := kindByWord[action]; k != nil {
		return k
	}
	return &kindOther
}

// subtypes are those of the kind, and our own word where they do not say it.
func (k *kind) subtypes(word string) []coding {
	if len(k.subtype) == 1 && k.typ == rest {
		return k.subtype
	}
	return append(k.subtype[:len(k.subtype):len(k.subtype)], coding{actionSystem, word, ""})
}

// profileOf names the profile of BALP that an event has the shape of, "" for none.
// BALP knows what succeeded, over a network, about one resource or query and at
// most one person.
func profileOf(e *Entry, k *kind, entities []entity) string {
	people, others := 0, 0
	for _, x := range entities {
		switch {
		case x.Role == nil:
		case x.Role.Code == "1":
			people++
		default:
			others++
		}
	}
	if k.profile == "" || e.Outcome != OK || e.Address == "" || others != 1 || people > 1 {
		return ""
	}
	name := k.profile
	if people == 1 {
		name = "Patient" + name
	}
	return "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit." + name
}
