"""How much each sign counts, in one place, and why. Tuned on one half of the judged questions; the other half is only
reported.
"""

# Views: a title is what its author calls the thing; the best passage says what it rules; labels name its parts.
TITLE = 4.5
TITLE_WORDS = 1.6
PASSAGE = 2.0
MOST_OF_PASSAGE = 1.7
"""Of the question's weight; beyond it a passage only repeats itself."""
MORE_PASSAGES = 0.25
HEADINGS = 0.5
SUMMARY = 0.4
COVERAGE = 2.0
WHOLE = 4.0
"""The number or the whole title is the question: nothing else can be meant."""

# Inside a passage
SATURATION = 1.2
"""BM25's k1: the tenth 电梯 says little more than the third."""
LENGTH = 0.4
"""BM25's b: an article may be long; half as strict as for whole texts."""
USUAL_LENGTH = 130.0
"""Characters of an article of a law: the median."""
ADJACENT = 0.5
"""Words that follow each other as they were asked, of the weight of both."""
CLOSE = 0.25
PHRASE = 0.6
"""The question as it stands, of its weight."""
ARTICLE = 1.0
"""The law that has the article that was cited."""
NEAR = 12
"""Characters between two words that still belong together."""

# Ways to write a word of the question
PART = 0.55
"""A shorter word within a compound."""
APART = 0.3
"""A pair of characters that no document has as a word: where they meet, one word ends and another begins."""
SOUND = 0.8
SHAPE = 0.8
"""What a wrong character was meant to be."""
RARELY = 0.5
"""A word that is known but rare, beside a frequent one that sounds the same."""

# What people's words stand for, by the site's data
OWN = 0.5
"""How much the rarity of the official phrase decides, beside that of what was said."""
MOST_MEANT = 4.5
SAID = 0.7
"""Of its weight, a word of the people for which an official one stands."""
USUAL_SHARE = 0.03
"""Of all documents: a word of so many is official itself."""
MOST_SAID = 3.5
"""At most, a word of a question in natural words: what people say is rare in official texts without saying much."""
UNNEEDED = 0.5
"""What stands for such a word counts so much less."""
BESIDE = 0.35
"""Of several ways to say one thing, those beside the best."""

# Likeness of titles: what a wrong character costs
SAME_SOUND = 0.2
SAME_SHAPE = 0.3
INITIAL = 0.08
LEFT_OUT = 0.9
ABBREVIATED = 0.97

# What a document is
VALIDITY = {"repealed": 0.8, "modified": 0.86}
"""Of the score, by whether it is in force: an old edition answers, but behind the one in force."""
NOT_NAMED = 0.7
"""And of the score of a repealed one that the question does not name: what holds is wanted."""
NAMED = 0.9
"""Likeness of a title from which the question names it, and not only what it is about."""
STATE = 1.1
"""A law of the state above what a place has made to carry it out, where both answer."""
OLDER = 0.9
"""Of the score, an older edition of the same title."""
STALE = 0.08
"""Of the score, at most, what is old of a category in which the newest is wanted: less than any word says."""
HALF_STALE = 365
"""Days behind the newest of its category after which half of that is lost."""
