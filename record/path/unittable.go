package path

import (
	"math/big"
	"strings"
)

// atom is a unit of the table; a metric one takes prefixes.
type atom struct {
	unit   unit
	metric bool
}

// unitText is the part of the UCUM table (ucum-essence 2.1, public at ucum.org)
// that health and care use: the symbol, "metric" or "-", the value and the unit
// it is expressed in.
const unitText = `
10* - 10 1
10^ - 10 1
[pi] - 3.1415926535897932384626433832795028841971693993751058209749445923 1
% - 0.01 1
[ppth] - 0.001 1
[ppm] - 0.000001 1
[ppb] - 0.000000001 1
[pptr] - 0.000000000001 1
mol metric 602213670000000000000000 1
sr metric 1 rad2
Hz metric 1 s-1
N metric 1 kg.m/s2
Pa metric 1 N/m2
J metric 1 N.m
W metric 1 J/s
A metric 1 C/s
V metric 1 J/C
F metric 1 C/V
Ohm metric 1 V/A
S metric 1 Ohm-1
Wb metric 1 V.s
T metric 1 Wb/m2
H metric 1 Wb/A
lm metric 1 cd.sr
lx metric 1 lm/m2
Bq metric 1 s-1
Gy metric 1 J/kg
Sv metric 1 J/kg
deg - 2 [pi].rad/360
' - 1 deg/60
'' - 1 '/60
l metric 1 dm3
L metric 1 l
ar metric 100 m2
min - 60 s
h - 60 min
d - 24 h
wk - 7 d
a_j - 365.25 d
a_t - 365.24219 d
a_g - 365.2425 d
a - 1 a_j
mo_j - 1 a_j/12
mo_s - 29.53059 d
mo_g - 1 a_g/12
mo - 1 mo_j
t metric 1000 kg
bar metric 100000 Pa
u metric 0.0000000000000000000000016605402 g
eV metric 0.000000000000000000160217733 J
[g] metric 9.80665 m/s2
atm - 101325 Pa
[lbf_av] - 1 [lb_av].[g]
[psi] - 1 [lbf_av]/[in_i]2
gf metric 1 g.[g]
dyn metric 1 g.cm/s2
erg metric 1 dyn.cm
P metric 1 dyn.s/cm2
St metric 1 cm2/s
Ao - 0.1 nm
[in_i] - 2.54 cm
[ft_i] - 12 [in_i]
[yd_i] - 3 [ft_i]
[mi_i] - 5280 [ft_i]
[nmi_i] - 1852 m
[kn_i] - 1 [nmi_i]/h
[sin_i] - 1 [in_i]2
[sft_i] - 1 [ft_i]2
[cin_i] - 1 [in_i]3
[gal_us] - 231 [in_i]3
[qt_us] - 1 [gal_us]/4
[pt_us] - 1 [qt_us]/2
[cup_us] - 1 [pt_us]/2
[foz_us] - 1 [cup_us]/8
[tbs_us] - 1 [foz_us]/2
[tsp_us] - 1 [tbs_us]/3
[gal_br] - 4.54609 l
[qt_br] - 1 [gal_br]/4
[pt_br] - 1 [qt_br]/2
[foz_br] - 1 [pt_br]/20
[tbs_m] - 15 mL
[tsp_m] - 5 mL
[cup_m] - 240 mL
[foz_m] - 30 mL
[drp] - 1 ml/20
[gr] - 64.79891 mg
[lb_av] - 7000 [gr]
[oz_av] - 1 [lb_av]/16
[stone_av] - 14 [lb_av]
[oz_tr] - 480 [gr]
[lb_tr] - 12 [oz_tr]
[car_m] - 0.2 g
cal metric 4.184 J
cal_th metric 4.184 J
[Cal] - 1 kcal_th
m[Hg] metric 133.3220 kPa
m[H2O] metric 9.80665 kPa
[in_i'Hg] - 1 m[Hg].[in_i]/m
[degR] - 5 K/9
eq metric 1 mol
osm metric 1 mol
kat metric 1 mol/s
U metric 1 umol/min
g% metric 1 g/dl
Ci metric 37000000000 Bq
R metric 0.000258 C/kg
RAD metric 0.01 J/kg
REM metric 1 RAD
[MET] - 3.5 mL/min/kg
[diop] - 1 m-1
bit - 1 1
By metric 8 bit
[hnsf'U] - 1 1
[HPF] - 1 1
[LPF] - 100 1
`

// arbitraryUnits are defined by a test or product and convert to nothing.
const arbitraryUnits = `[iU] [arb'U] [USP'U] [GPL'U] [MPL'U] [APL'U] [beth'U] [anti'Xa'U] [todd'U] [dye'U] [smgy'U] [bdsk'U] [ka'U] [knk'U] [mclg'U] [tb'U] [CCID_50] [TCID_50] [EID_50] [PFU] [FFU] [CFU] [IR] [BAU] [AU] [Amb'a'1'U] [PNU] [Lf] [D'ag'U] [FEU] [ELU] [EU] [HP_X] [pH]`

const prefixText = `Y 24 Z 21 E 18 P 15 T 12 G 9 M 6 k 3 h 2 da 1 d -1 c -2 m -3 u -6 n -9 p -12 f -15 a -18 z -21 y -24`

var prefixes = readPrefixes()

func readPrefixes() map[string]*big.Rat {
	table := make(map[string]*big.Rat)
	fields := strings.Fields(prefixText)
	for i := 0; i < len(fields); i += 2 {
		n, _ := ParseNumber("1e" + fields[i+1])
		table[fields[i]] = n.rat()
	}
	return table
}

// atoms is filled in the order of the text: each line uses those before it.
var atoms = make(map[string]atom)

func init() {
	for i, base := range strings.Fields("m s g rad K C cd") {
		a := atom{unit{factor: big.NewRat(1, 1)}, true}
		a.unit.dimension[i] = 1
		atoms[base] = a
	}
	atoms["1"] = atom{unit: unit{factor: big.NewRat(1, 1)}}
	for _, symbol := range strings.Fields(arbitraryUnits) {
		atoms[symbol] = atom{unit{factor: big.NewRat(1, 1), arbitrary: symbol}, true}
	}
	atoms["[IU]"] = atoms["[iU]"]
	var waiting []string
	for _, line := range strings.Split(strings.TrimSpace(unitText), "\n") {
		if !define(line) {
			waiting = append(waiting, line)
		}
	}
	for _, line := range waiting {
		define(line)
	}
	kelvin := [7]int{4: 1}
	atoms["Cel"] = atom{unit{kelvin, big.NewRat(1, 1), big.NewRat(27315, 100), "", nil}, true}
	atoms["[degF]"] = atom{unit{kelvin, big.NewRat(5, 9), big.NewRat(45967, 100), "", nil}, false}
}

func define(line string) bool {
	f := strings.Fields(line)
	value, _ := ParseNumber(f[2])
	u, ok := parseUnit(f[3])
	if ok {
		atoms[f[0]] = atom{unit{dimension: u.dimension, factor: new(big.Rat).Mul(u.factor, value.rat())}, f[1] == "metric"}
	}
	return ok
}
