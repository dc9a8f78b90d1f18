"""JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

from typing import Any

import msgspec

from sitegen.model.feed import About, Person, Stories, Story
from sitegen.model.schedule import rfc3339


class JsonFeed:
    name = "json"
    file = "feed.json"
    type = "application/feed+json"
    about: About = "posts"

    def write(self, value: Stories) -> bytes:
        head = value.head
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": head.title,
            "home_page_url": head.url,
            "feed_url": head.feed,
            "description": head.summary,
            "language": head.language,
            "authors": [_author(value.author)],
            "items": [_without_gaps(_item(story)) for story in value.stories],
        }
        return msgspec.json.format(msgspec.json.encode(_without_gaps(feed)), indent=1) + b"\n"


def _item(story: Story) -> dict[str, Any]:
    return {
        "id": story.url,
        "url": story.url,
        "title": story.title,
        "content_html": story.html,
        "summary": story.summary,
        "image": story.picture,
        "date_published": rfc3339(story.published),
        "date_modified": rfc3339(story.updated),
        "authors": [_author(story.author)],
        "tags": list(story.tags),
    }


def _author(person: Person) -> dict[str, str]:
    return {"name": person.name, "url": person.url}


def _without_gaps(said: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value}
