"""`public`: what visible publications exhibit. `staff`: originals, documents and renditions, for whom they are for."""
