"""PUBLISH: bytes become whole files in the output folder.

publish      the door: outputs in, report out
publication  the same step by step, for engines that make and stage files in other processes
output       what comes in and goes out
staging      finished files wait beside the site, hidden
claims       may they go where they want to go?
golive       from staged to live, by renaming only
stale        what of ours is no longer wanted
manifest     in the output folder: what there is ours
ledger       in the state folder: what was made from what
rows paths folder swap lock   what these stand on
"""
