"""The catalogue (art. 12) and what items are filed under in it."""
