"""The routes of the intake: the door the register sends through, the ledger, the quarantine."""
