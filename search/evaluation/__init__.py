"""How well search finds: judged questions, asked of a corpus in a scratch index or of the index that answers."""
