"""The dev server: shows the site while it is being written.

It knows one thing about the site: how to ask for a rebuild. `watch` sees that a file changed, `rebuilds` asks
for a build and waits out half-written saves, `showing` remembers what browsers should see, `audience` tells
them to reload, and `handlers` serves the built folder the way a static host would. What the build wrote is
never touched: whatever a page needs to reload itself is added to the copy that goes to the browser.
"""

from __future__ import annotations

from sitegen.dev.events import Event, Failed, Failure, Rebuilt, Reloaded, Started, Updated
from sitegen.dev.server import serve
from sitegen.dev.turns import Rebuild, Superseded, Turn

__all__ = [
    "Event",
    "Failed",
    "Failure",
    "Rebuild",
    "Rebuilt",
    "Reloaded",
    "Started",
    "Superseded",
    "Turn",
    "Updated",
    "serve",
]
