package identity

// NoticeHolders returns the names of the parties that a notice or an attribution text credits.
func NoticeHolders(s string) []string { return new(holders).ofNotice(s) }
