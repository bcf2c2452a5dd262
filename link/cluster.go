package link

// Cut says why a link strong enough by itself was not followed.
type Cut uint8

// The reasons for a cut.
const (
	NotCut        Cut = iota
	CutIdentifier     // two different verified NHS numbers without overwhelming evidence
	CutContradict     // the other records of the two people contradict the link (a weak bridge)
	CutApart          // somebody ruled that these registrations are different people
	CutCurrent        // a source that registers a person once has a current registration of each
	CutLead           // a single record could as well be another person
)

// cutNames are the reasons in reports.
var cutNames = [...]string{"", "different verified NHS numbers", "other records contradict (weak bridge)", "ruled apart", "two current registrations of one source", "could as well be another person"}

func (c Cut) String() string { return cutNames[c] }

// link is a pair at or above the threshold.
type link struct {
	candidate
	weight float32
	kept   bool
	cut    Cut
	again  bool // the pair stands in its component before
}

// clustering turns links into people. Nodes are the profiles, then one for each
// registration; what is certain is joined before.
type clustering struct {
	d        *details
	cfg      *Config
	model    *model
	profiles []profile
	people   union
	has      claimed
	apart    [][2]uint32 // nodes of registrations that must stay apart
}

// representatives is how many profiles stand for a cluster in a comparison of
// two clusters.
const representatives = 8

// leastMean is the mean weight between two clusters below which the link
// between them is a weak bridge.
const leastMean = -2

// clip bounds what one pair counts in the mean.
const clip = 15

// run decides every link, and returns them by component, strongest first.
// Components are independent of each other.
func (c *clustering) run(pieces [][]link) components {
	all := c.components(pieces)
	workers(all.len(), func(int) func(int) {
		w := resolver{clustering: c, comparer: newComparer(c.d, c.cfg)}
		return func(i int) { w.resolve(all.of(i)) }
	})
	return all
}
