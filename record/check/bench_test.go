package check

import (
	"testing"

	"continuum/internal/testkit"
	"continuum/record/resource"
)

// bundles is the resources of one synthetic person.
func bundles(b *testing.B) (all []resource.Node, size int) {
	paths := files(b, "synthea", "*.json.bz2")
	if len(paths) == 0 {
		b.Skip("no bundles")
	}
	testkit.Packed(b, paths[len(paths)-1], func(_ string, text []byte) {
		for entry := range parse(b, text).Get("entry").Items() {
			all = append(all, entry.Get("resource"))
			size += len(entry.Get("resource").Raw())
		}
	})
	return all, size
}

func BenchmarkCheck(b *testing.B) {
	all, size := bundles(b)
	b.SetBytes(int64(size / len(all)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if problems := Resource(all[i%len(all)]); len(problems) > 0 {
			b.Fatal(problems)
		}
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "resources/s")
}

// BenchmarkParseAndCheck is what a resource costs on its way in.
func BenchmarkParseAndCheck(b *testing.B) {
	all, size := bundles(b)
	b.SetBytes(int64(size / len(all)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		n, err := resource.Parse(all[i%len(all)].Raw(), resource.Limits{})
		if err != nil || len(Resource(n)) > 0 {
			b.Fatal(err)
		}
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "resources/s")
}
