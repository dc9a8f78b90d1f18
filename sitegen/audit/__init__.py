"""AUDIT: the built pages as a visitor, a screen reader, a platform or an authority meets them.

Texts are checked before anything is built; what a theme makes of them only shows on the page. So this reads the
finished folder and nothing else of the build.

reading   one page -> what there is on it
rules     disclosure beside every tagged button, paid links marked, pictures described
dead      links that lead nowhere within the site
photos    what cameras wrote into published photos
outside   links to elsewhere, asked politely; only when somebody wants that
auditing  all of it together
"""
