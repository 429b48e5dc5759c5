"""What every register of the admin shares: safe views, filters with a fixed set of values, exports. Knows no model."""
