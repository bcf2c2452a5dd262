package synth

// Hospital use in England by age and sex, the anchor of every rate here.
// Derived from HES 2011/12 as tabulated by Asaria, "Health care costs in the
// English NHS: reference tables" (CHE Research Paper 147): episodes and
// appointments a head and mean cost an episode in pounds, summed to our age
// bands; a synthetic spell stands for one episode. The deprivation tables give
// each fifth's rate (1 = most deprived) as a ratio to its age group's mean.

// bands of age: 0, 1-4, 5-9, ... 80-84, 85+.
const bands = 19

func band(age float64) int {
	switch {
	case age < 1:
		return 0
	case age < 5:
		return 1
	}
	return min(bands-1, int(age/5)+1)
}

type use struct{ emergency, emergencyCost, planned, plannedCost, outpatient float64 }

// england[sex][band]; sex 0 is female.
var england = [2][bands]use{
	{
		{0.1925, 1238, 0.0908, 2776, 0.701},
		{0.1157, 928, 0.0493, 1717, 0.799},
		{0.0410, 1131, 0.0527, 1312, 0.795},
		{0.0378, 1285, 0.0443, 1652, 0.790},
		{0.0726, 1210, 0.1023, 1487, 1.127},
		{0.0978, 999, 0.2282, 1198, 1.500},
		{0.0968, 1049, 0.3046, 1273, 2.115},
		{0.0967, 1092, 0.3429, 1347, 2.531},
		{0.0855, 1157, 0.2533, 1369, 2.068},
		{0.0826, 1237, 0.1871, 1313, 1.654},
		{0.0872, 1330, 0.1936, 1290, 1.674},
		{0.0968, 1414, 0.2297, 1283, 1.892},
		{0.1061, 1545, 0.2580, 1308, 2.045},
		{0.1200, 1647, 0.2844, 1354, 2.113},
		{0.1709, 1740, 0.3834, 1369, 2.705},
		{0.2427, 1804, 0.4228, 1399, 2.968},
		{0.3617, 1897, 0.4665, 1417, 3.384},
		{0.5586, 1987, 0.4476, 1446, 3.546},
		{0.9669, 2069, 0.3285, 1708, 3.215},
	},
	{
		{0.2425, 1257, 0.1128, 2710, 0.779},
		{0.1478, 920, 0.0686, 1636, 0.993},
		{0.0523, 1134, 0.0645, 1328, 0.949},
		{0.0445, 1328, 0.0469, 1555, 0.862},
		{0.0483, 1541, 0.0511, 1827, 0.838},
		{0.0599, 1285, 0.0533, 1401, 0.636},
		{0.0587, 1283, 0.0642, 1281, 0.698},
		{0.0662, 1305, 0.0806, 1260, 0.852},
		{0.0707, 1323, 0.0923, 1229, 0.921},
		{0.0824, 1342, 0.1145, 1221, 1.049},
		{0.0939, 1413, 0.1427, 1252, 1.210},
		{0.1124, 1501, 0.1903, 1284, 1.444},
		{0.1345, 1590, 0.2492, 1324, 1.745},
		{0.1574, 1673, 0.3125, 1351, 2.017},
		{0.2267, 1748, 0.4521, 1368, 2.788},
		{0.3090, 1793, 0.5435, 1355, 3.237},
		{0.4534, 1841, 0.6608, 1337, 3.954},
		{0.6730, 1892, 0.6886, 1305, 4.311},
		{1.1127, 1955, 0.6162, 1323, 4.251},
	},
}

// Age groups of the deprivation ratios: 0-14, 15-44, 45-64, 65-74, 75+.
const ageGroups = 5

func ageGroup(b int) int {
	switch {
	case b <= 3:
		return 0
	case b <= 9:
		return 1
	case b <= 13:
		return 2
	case b <= 15:
		return 3
	}
	return 4
}

var (
	deprivedEmergency = [ageGroups][5]float64{
		{1.295, 1.076, 0.957, 0.847, 0.752},
		{1.472, 1.073, 0.885, 0.775, 0.677},
		{1.720, 1.199, 0.918, 0.753, 0.619},
		{1.617, 1.192, 0.949, 0.811, 0.701},
		{1.308, 1.119, 0.982, 0.897, 0.813},
	}
	deprivedPlanned = [ageGroups][5]float64{
		{1.205, 1.088, 0.978, 0.866, 0.811},
		{1.233, 1.039, 0.947, 0.891, 0.830},
		{1.288, 1.111, 0.975, 0.903, 0.813},
		{1.158, 1.073, 0.993, 0.949, 0.902},
		{1.016, 1.020, 1.000, 0.991, 0.982},
	}
	deprivedOutpatient = [ageGroups][5]float64{
		{1.110, 1.048, 0.989, 0.947, 0.879},
		{1.213, 1.041, 0.960, 0.890, 0.839},
		{1.307, 1.135, 0.982, 0.881, 0.796},
		{1.172, 1.076, 0.985, 0.942, 0.906},
		{1.052, 1.018, 0.986, 0.985, 0.978},
	}
)

// expected is the use a year of an average person of the sex, band and fifth
// (0 = most deprived).
func expected(sex, b, fifth int) use {
	u, g := england[sex][b], ageGroup(b)
	u.emergency *= deprivedEmergency[g][fifth]
	u.planned *= deprivedPlanned[g][fifth]
	u.outpatient *= deprivedOutpatient[g][fifth]
	return u
}
