package referral_test

import (
	"fmt"

	"continuum/plan/referral"
)

// What a receiver can do with a referral that was opened, and what the sender can.
func ExampleAllowed() {
	fmt.Println(referral.Allowed(referral.Received, referral.Receiver))
	fmt.Println(referral.Allowed(referral.Received, referral.Sender))
	fmt.Println(referral.MoreInfo.Task())
	// Output:
	// [accept reject ask]
	// [revoke]
	// on-hold
}
