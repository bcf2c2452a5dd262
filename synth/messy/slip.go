package messy

// slip is a kind of mistake that the summary counts.
type slip int

const (
	nicknameSlip slip = iota
	initialSlip
	middleFirstSlip
	namesJoinedSlip
	namesSwappedSlip
	oldFamilySlip
	halfFamilySlip
	longFamilySlip
	cutFamilySlip
	givenTypedSlip
	familyTypedSlip
	middleTypedSlip
	yearOnlySlip
	dayMonthSlip
	digitSlip
	yearOffSlip
	anotherDateSlip
	wrongSexSlip
	oldHomeSlip
	roughAddressSlip
	addressTypedSlip
	partPostcodeSlip
	postcodeTypedSlip
	townSpeltSlip
	placeSpeltSlip
	reworkedSlip
	rubbishSlip
	numberTypedSlip
	relativeSlip
	slips
)

var slipNames = [slips]string{
	"nickname", "initial", "middle_first", "names_joined", "names_swapped",
	"old_family_name", "half_family_name", "long_family_name", "cut_family_name",
	"given_name_typed", "family_name_typed", "middle_name_typed",
	"year_only", "day_month_swapped", "digit_wrong", "year_off", "another_date", "wrong_sex",
	"old_home", "rough_address", "address_typed", "part_postcode", "postcode_typed",
	"town_spelt", "birth_place_spelt", "occupation_reworded", "rubbish",
	"nhs_number_typed", "nhs_number_of_relative",
}
