"""Which chain the regulation lays down for a class, an action and a channel: plain values, read from one data file."""
