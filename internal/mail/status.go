package mail

import "strings"

// AddressGone reports whether an enhanced status code (RFC 3463) says that a mailbox does not exist: 5.1.x, save what is
// about the sender's address.
func AddressGone(status string) bool {
	return strings.HasPrefix(status, "5.1.") && !AboutSender(status)
}

// AboutSender reports whether an enhanced status code is about us and not about the mailbox: 5.7.x is our standing, 5.1.7
// and 5.1.8 are the sender's address.
func AboutSender(status string) bool {
	return strings.HasPrefix(status, "5.7.") || status == "5.1.7" || status == "5.1.8"
}

// Passing reports whether an enhanced status code tells of what may be over tomorrow: 4.x.x, and a full mailbox (5.2.2).
func Passing(status string) bool { return strings.HasPrefix(status, "4.") || status == "5.2.2" }
