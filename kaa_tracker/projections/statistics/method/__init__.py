"""Method follow-up: which ways of seeking lead to an answer, for whom, and how long it takes."""
