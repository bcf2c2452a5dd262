package metric

import "math"

// precision sets the average precision: over distinct scores from the highest, the
// rise in sensitivity x the precision there, without interpolation. Its interval is
// on the log-odds scale (Boyd 2013).
func (m *Metrics) precision(people []person, o Options) {
	if m.Events == 0 {
		m.absent(noEvents, "average_precision")
		return
	}
	total := float64(m.Events)
	var sum, found float64
	for end := len(people); end > 0; {
		from, tied := end, 0.0
		for ; from > 0 && people[from-1].score == people[end-1].score; from-- {
			if people[from-1].event {
				tied++
			}
		}
		found += tied
		sum += tied / total * found / float64(len(people)-from)
		end = from
	}
	m.AveragePrecision = finite(sum)
	if sum >= 1 {
		m.absent(noInterval, "intervals.average_precision")
		return
	}
	m.Intervals["average_precision"] = share(sum, math.Sqrt(sum*(1-sum)/total), o.Level)
}
