package gbm

import "math"

// base is the one raw score that fits the rows best: Newton steps on a convex
// loss, started where no step can overshoot far.
func (t *Target) base(rows []int32, loss Loss) float64 {
	var y, w, exposed float64
	for _, r := range rows {
		i := int(r)
		y += t.weight(i) * t.Y[i]
		w += t.weight(i)
		exposed += t.weight(i) * math.Exp(t.offset(i))
	}
	if loss == Poisson {
		return math.Log(y / exposed)
	}
	raw := math.Log(y / (w - y))
	for range 50 * min(1, len(t.Offset)) {
		var g, h float64
		for _, r := range rows {
			i := int(r)
			p := sigmoid(raw + t.offset(i))
			g += t.weight(i) * (p - t.Y[i])
			h += t.weight(i) * p * (1 - p)
		}
		step := max(-1, min(1, g/max(h, 1e-12)))
		raw -= step
		if math.Abs(step) < 1e-10 {
			break
		}
	}
	return raw
}

func sigmoid(raw float64) float64 { return 1 / (1 + math.Exp(-raw)) }

// slopes gives the first and second derivative of the loss of a row by its raw
// score, offset included.
func slopes(loss Loss, raw, y, w float64) (g, h float64) {
	if loss == Poisson {
		mean := math.Exp(min(raw, 30))
		return w * (mean - y), w * mean
	}
	p := sigmoid(raw)
	return w * (p - y), w * p * (1 - p)
}

// lost is the loss of a row: minus the log-likelihood, for Poisson half the deviance.
func lost(loss Loss, raw, y float64) float64 {
	if loss == Logistic {
		return math.Max(raw, 0) - raw*y + math.Log1p(math.Exp(-math.Abs(raw)))
	}
	raw = min(raw, 30)
	if y == 0 {
		return math.Exp(raw)
	}
	return math.Exp(raw) - y + y*(math.Log(y)-raw)
}

// meanLoss is the weighted mean loss over rows, added up in their order.
func meanLoss(loss Loss, t *Target, rows []int32, raw []float64) float64 {
	var sum, weight float64
	for _, r := range rows {
		w := t.weight(int(r))
		sum += w * lost(loss, raw[r]+t.offset(int(r)), t.Y[r])
		weight += w
	}
	return sum / weight
}

// rule says what value a leaf takes and how much it lessens the loss, from the
// sums of the derivatives of its rows. For Logistic it is a Newton step, -G/(H+L2).
// For Poisson the best step is known exactly: with events A = H-G and expected
// events H, the log-likelihood A v - H (e^v - 1) is greatest at v = log(A/H), and
// L2 acts as that many events more of both. A few events where almost none were
// expected thus count for what they are worth, where a Newton step explodes.
type rule struct {
	loss Loss
	l2   float64
}

const longest = 8.0 // no tree moves a raw score by more, before the learning rate

func (r rule) value(g, h float64) float64 {
	step := -g / (h + r.l2)
	if h+r.l2 <= 0 {
		return 0
	}
	if r.loss == Poisson {
		step = math.Log(max(1+step, 1e-9))
	}
	return max(-longest, min(longest, step))
}

// gain is how much the loss falls when the rows take a value.
func (r rule) gain(g, h, value float64) float64 {
	if r.loss == Poisson {
		return (h-g+r.l2)*value - (h+r.l2)*math.Expm1(value)
	}
	return -value * (g + (h+r.l2)*value/2)
}
