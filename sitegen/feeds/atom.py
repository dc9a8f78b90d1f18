"""Atom (RFC 4287)."""

from __future__ import annotations

from sitegen.feeds.xml import HEAD, around, element
from sitegen.model.feed import About, Person, Stories, Story
from sitegen.model.schedule import rfc3339


class Atom:
    name = "atom"
    file = "atom.xml"
    type = "application/atom+xml"
    about: About = "posts"

    def write(self, value: Stories) -> bytes:
        head = value.head
        parts = [
            element("id", head.feed),
            element("title", head.title),
            element("subtitle", head.summary) if head.summary else "",
            element("link", rel="self", type=self.type, href=head.feed),
            element("link", rel="alternate", type="text/html", hreflang=head.language, href=head.url),
            element("updated", rfc3339(max(story.updated for story in value.stories))),
            _person(value.author),
            element("generator", "sitegen"),
            *map(_entry, value.stories),
        ]
        feed = around("feed", parts, xmlns="http://www.w3.org/2005/Atom", xml__lang=head.language)
        return f"{HEAD}{feed}\n".encode()


def _entry(story: Story) -> str:
    parts = [
        element("id", story.url),
        element("title", story.title),
        element("link", rel="alternate", type="text/html", href=story.url),
        element("published", rfc3339(story.published)),
        element("updated", rfc3339(story.updated)),
        _person(story.author),
        *(element("category", term=tag) for tag in story.tags),
        element("summary", story.summary) if story.summary else "",
        element("content", story.html, type="html"),
    ]
    return around("entry", parts)


def _person(person: Person) -> str:
    return around("author", [element("name", person.name), element("uri", person.url)], "")
