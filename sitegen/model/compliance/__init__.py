"""What gets links blocked or breaks a law: wording, and offers that are over. Warnings, all of them with file and line.

lists    the words, by what is wrong with them and by language
wording  every text of a site against the lists and the owner's own words
expired  offers that nobody can have any more
"""
