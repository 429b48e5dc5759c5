"""The editor: its tabs and forms, what is begun where, and the widgets of a table."""
