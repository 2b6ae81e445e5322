"""Pages about notices: my own, and the ledger of all."""
