"""One plug-in of every kind. Nothing here runs before somebody needs it."""
