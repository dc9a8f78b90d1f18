"""Markdown of other generators -> ours: pictures and links lead somewhere, shortcodes are turned or taken out."""

from __future__ import annotations

import re
from collections.abc import Callable

from sitegen.importers.html_writing import Place

# None of these looks at a sign more than a few times, however a text is written: what repeats is possessive, and what
# opens ends at the next that opens.
_CODE = re.compile(r"^(?P<fence>`{3,}+|~{3,}+).*?(?:^(?P=fence)[`~]*+[ \t]*+$|\Z)|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_TARGET = (
    r"\(\s*+<?(?P<target>[^()\s>]*+(?:\([^()\s]*+\)[^()\s>]*+)*+)>?"
    r"(?P<title>\s++(?:\"[^\"]*\"|'[^']*'))?\s*+\)(?:\{:?[^{}\n]*\})?"
)
_PICTURE = re.compile(r"!\[(?P<words>[^\[\]\n]*+)\]" + _TARGET)
_INNER = r"!?\[[^\[\]\n]*+\](?:\([^()\n]*+\))?"
_LINK = re.compile(rf"(?<!!)\[(?P<words>(?:[^!\[\]\n]++|{_INNER}|!)*+)\]" + _TARGET)
_HTML_PICTURE = re.compile(r"<img\b[^<>]*+>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>}%]+))")
_SHORTCODE = re.compile(r"\{\{[<%]\s*+(/?)\s*+([\w./-]++)((?:(?!\{\{|[%>]\}\}).)*+)[%>]\}\}", re.DOTALL)
_REFERENCE = re.compile(r"\{\{[<%]\s*+(?:rel)?ref\s++[\"']?([^\"'\s>%]++)[\"']?\s*+[%>]\}\}")
_LIQUID_LINK = re.compile(r"\{%-?\s*+(?:link|post_url)\s++([^\s%]++)\s*+-?%\}")
_SITE_URL = re.compile(r"\{\{\s*+site\.(?:base)?url\s*+\}\}")
_LIQUID = re.compile(r"\{%-?\s*+\w++(?:(?!%\}|\{%).)*+%\}|\{\{(?![<%{])(?:(?!\}\}|\{\{).)++\}\}", re.DOTALL)
_KRAMDOWN = re.compile(r"^\{:[^{}\n]*+\}[ \t]*+$\n?|(?<=\S)\{:[^{}\n]*+\}", re.MULTILINE)
_PELICAN = re.compile(r"(?<=\()[{|](?:filename|static|attach|photo|index)[}|]/?")
_MORE = re.compile(r"^[ \t]*+<!--\s*+(?:more|excerpt|PELICAN_\w++)\s*+-->[ \t]*+$\n?", re.MULTILINE | re.IGNORECASE)
_HEADING = re.compile(r"\s*+(?:#[ \t]++([^\n]++)\n|([^\n]++)\n=++[ \t]*+\n)")


def adapted(text: str, picture: Place, link: Place) -> tuple[str, tuple[str, ...]]:
    """The text, and notes about what was taken out. Code stays as it is."""
    notes: list[str] = []
    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [_prose(text[end : code.start()], picture, link, notes), code[0]]
        end = code.end()
    parts.append(_prose(text[end:], picture, link, notes))
    return re.sub(r"\n{3,}", "\n\n", "".join(parts)).strip("\n"), tuple(dict.fromkeys(notes))


def first_heading(text: str) -> tuple[str, str]:
    """A heading of the first level that opens the text, and what follows it."""
    match = _HEADING.match(text)
    return ((match[1] or match[2]).rstrip(" \t#").strip(), text[match.end() :]) if match else ("", text)


def _prose(text: str, picture: Place, link: Place, notes: list[str]) -> str:
    text = _MORE.sub("", text)
    text = _REFERENCE.sub(lambda match: match[1], text)
    text = _LIQUID_LINK.sub(lambda match: match[1], text)
    text = _PELICAN.sub("/", _SITE_URL.sub("", text))
    text = _SHORTCODE.sub(lambda match: _shortcode(match, notes), text)
    text = _HTML_PICTURE.sub(lambda match: _html_picture(match[0]), text)
    text = _LIQUID.sub(lambda match: _taken_out(f"`{' '.join(match[0].split())[:40]}` was taken out", notes), text)
    text = _KRAMDOWN.sub("", text)
    text = _PICTURE.sub(_asked(picture, keep_words=True), text)
    return _LINK.sub(_asked(link, keep_words=True), text)


def _asked(place: Place, keep_words: bool) -> Callable[[re.Match[str]], str]:
    def answer(match: re.Match[str]) -> str:
        written = place(match["target"], match["words"])
        if written is None:
            return match["words"] if keep_words else ""
        title = match["title"]
        return f"{written[:-1]}{title})" if title and written.endswith(")") else written

    return answer


def _shortcode(match: re.Match[str], notes: list[str]) -> str:
    closing, name, written = match[1], match[2], match[3].rstrip().removesuffix("/")
    values = {key: first or second or third for key, first, second, third in _ATTRIBUTE.findall(written)}
    lone = written.strip().strip("\"'")
    if name in ("figure", "img", "image") and values.get("src"):
        caption = values.get("caption") or values.get("title") or ""
        title = ' "{}"'.format(caption.replace('"', "'")) if caption else ""
        return f"![{values.get('alt', '')}]({values['src']}{title})"
    if name == "youtube":
        return f"[Video](https://www.youtube.com/watch?v={values.get('id') or lone})"
    if closing:
        return ""
    return _taken_out(f"the shortcode `{name}` was taken out", notes)


def _taken_out(note: str, notes: list[str]) -> str:
    notes.append(note)
    return ""


def _html_picture(tag: str) -> str:
    values = {key.lower(): first or second or third for key, first, second, third in _ATTRIBUTE.findall(tag)}
    return f"![{values.get('alt', '')}]({values.get('src', '')})"
