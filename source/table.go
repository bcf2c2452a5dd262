package source

// Type is how the engine converts and judges a canonical column.
type Type int

// The types of canonical columns.
const (
	Text   Type = iota // trimmed; empty is missing
	Date               // DATE
	Time               // TIMESTAMP, wall time of the sender
	Number             // DOUBLE, not negative
	Signed             // DOUBLE, any sign
	Whole              // BIGINT, not negative
	NHS                // ten digits that pass modulus 11
	Sex                // male, female, indeterminate, unknown
)

// Column is one column of a canonical table.
type Column struct {
	Name     string
	Type     Type
	Required bool
}

// Table is one canonical table: what every partner's data becomes.
type Table struct {
	Name    string
	Columns []Column
	When    string // the main date, for coverage by month and freshness; "" when there is none
	Ends    string // the date that must not be before When
	Person  bool   // rows belong to a person through (source, local_id)
	ID      string // the partner's id of a row, where rows have one: two equal rows are then one thing sent twice
	About   string // one sentence for `continuum explain`
}

func text(names ...string) []Column { return columns(Text, false, names) }

func need(t Type, names ...string) []Column { return columns(t, true, names) }

func may(t Type, names ...string) []Column { return columns(t, false, names) }

func columns(t Type, required bool, names []string) []Column {
	out := make([]Column, len(names))
	for i, n := range names {
		out[i] = Column{Name: n, Type: t, Required: required}
	}
	return out
}

func join(parts ...[]Column) []Column {
	var out []Column
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// Tables are the canonical tables, in the order a build makes them.
var Tables = []Table{
	{
		Name: "registration", When: "registered_from", Ends: "registered_to", Person: true, ID: "local_id",
		About: "A partner's record of who somebody is; the input of linkage. Several rows of one local_id are its history.",
		Columns: join(need(Text, "local_id"), may(NHS, "nhs_number"),
			text("title", "given_name", "middle_name", "family_name"), may(Date, "birth_date"), may(Sex, "sex"),
			text("ethnicity", "postcode", "address", "phone", "email", "gp_practice"),
			may(Date, "registered_from", "registered_to", "death_date")),
	},
	{
		Name: "activity", When: "start_at", Ends: "end_at", Person: true, ID: "local_activity_id",
		About: "Something that happened: a contact, an attendance, a spell, a repair, with its cost and the basis of it.",
		Columns: join(need(Text, "local_id", "local_activity_id", "setting", "kind"), need(Time, "start_at"), may(Time, "end_at"),
			text("provider", "team", "site", "referrer", "method", "patient_class", "discharge_method", "discharge_destination"),
			may(Time, "discharge_ready_at"), text("specialty", "primary_diagnosis"),
			may(Number, "units"), text("unit"), may(Whole, "cost_pence"), text("cost_basis")),
	},
	{
		Name: "diagnosis", When: "recorded_at", Ends: "ended_at", Person: true,
		About: "A condition somebody recorded, in the code system they used.",
		Columns: join(need(Text, "local_id"), text("local_activity_id"), need(Text, "code", "system"), may(Whole, "position"),
			text("description"), need(Time, "recorded_at"), may(Time, "ended_at")),
	},
	{
		Name: "procedure", When: "performed_at", Person: true,
		About: "A procedure that was carried out.",
		Columns: join(need(Text, "local_id"), text("local_activity_id"), need(Text, "code", "system"), may(Whole, "position"),
			text("description"), need(Time, "performed_at")),
	},
	{
		Name: "observation", When: "observed_at", Person: true,
		About: "A measurement or finding with its value.",
		Columns: join(need(Text, "local_id"), text("local_activity_id"), need(Text, "code", "system"), text("description"),
			may(Signed, "value"), text("unit", "text"), need(Time, "observed_at")),
	},
	{
		Name: "medication", When: "started_at", Ends: "ended_at", Person: true,
		About: "A medicine prescribed, from and until.",
		Columns: join(need(Text, "local_id"), text("local_activity_id"), need(Text, "code", "system"), text("description"),
			need(Time, "started_at"), may(Time, "ended_at"), may(Number, "quantity"), text("unit")),
	},
	{
		Name: "service_package", When: "start_date", Ends: "end_date", Person: true, ID: "local_package_id",
		About: "Social care that was arranged: what, from when to when, how much a week and who pays.",
		Columns: join(need(Text, "local_id", "local_package_id", "kind"), need(Date, "start_date"), may(Date, "end_date"),
			may(Number, "units_a_week"), text("unit"), may(Whole, "weekly_cost_pence"), text("funder", "provider")),
	},
	{
		Name: "relationship", When: "from_date", Ends: "to_date", Person: true,
		About: "Somebody around the person: a carer, the household, the next of kin.",
		Columns: join(need(Text, "local_id", "kind"), text("other_local_id", "other_name", "other_phone"),
			may(Date, "from_date", "to_date")),
	},
	{
		Name: "circumstance", When: "from_date", Ends: "to_date", Person: true,
		About:   "A fact of life that holds for a time: housing, living alone, benefits.",
		Columns: join(need(Text, "local_id", "kind", "value"), may(Date, "from_date", "to_date")),
	},
	{
		Name: "statement", When: "answered_at", Person: true,
		About: "What a person said about their life and care: I-statements and questionnaires.",
		Columns: join(need(Text, "local_id", "instrument", "question"), text("answer"), may(Signed, "score"),
			need(Time, "answered_at"), text("mode", "answered_by")),
	},
	{
		Name:    "area",
		About:   "Reference: which small area a postcode lies in and how deprived that is (1 is the most deprived tenth).",
		Columns: join(need(Text, "postcode"), text("lsoa"), may(Whole, "imd_decile")),
	},
}

// TableNamed finds a canonical table.
func TableNamed(name string) (Table, bool) {
	for _, t := range Tables {
		if t.Name == name {
			return t, true
		}
	}
	return Table{}, false
}

// TableNames lists the canonical tables.
func TableNames() []string {
	out := make([]string, len(Tables))
	for i, t := range Tables {
		out[i] = t.Name
	}
	return out
}

// Column finds a column of the table.
func (t Table) Column(name string) (Column, bool) {
	for _, c := range t.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// Names lists the table's columns.
func (t Table) Names() []string { return names(t.Columns) }

func names(columns []Column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.Name
	}
	return out
}

// SQLType is the column's type in the warehouse.
func (t Type) SQLType() string {
	switch t {
	case Date:
		return "DATE"
	case Time:
		return "TIMESTAMP"
	case Number, Signed:
		return "DOUBLE"
	case Whole:
		return "BIGINT"
	default:
		return "VARCHAR"
	}
}
