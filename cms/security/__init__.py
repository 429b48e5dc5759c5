"""What every answer of this site carries, and how often somebody may ask. Beside the plugins; none imports it."""
