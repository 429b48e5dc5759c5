"""Forms give back what was there where nothing was touched: a round trip through a form is no change.

A form shows less than is stored: a moment to the minute, a text without the spaces at its ends and with the line ends
of a browser, a rich text with the editor's keys, blocks with new identifiers. What comes back and *looks* like what
was shown is the stored value itself; what was really entered is taken as it was typed, moments in whole minutes.
"""
