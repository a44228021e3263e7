package digest

// Choose decides over every candidate.
func Choose(in Selection) Chosen { return Chosen{} }
