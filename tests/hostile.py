"""What strangers may send: vectors in every context and encoding, texts put together at random, and the laws that what
becomes of them must keep. `make fuzz` and `test_hostile.py` share it."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from sitegen.model.markdown import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, EXTERNAL_REL, parse

CANARY = "canary(1)"

# Elements that run, load, cover or send something. `!` stands for the script.
ELEMENTS = (
    "<script>!</script>", "<script src='data:text/javascript,!'></script>", "<SCRIPT/x>!</SCRIPT >",
    "<scr<script>ipt>!</scr</script>ipt>", "<script\x0c>!</script>", "<script>!", "<<script>!//<</script>",
    "<img src=x onerror=!>", "<img src=x: onerror='!'", "<IMG SRC=x ONERROR=\"!\">", "<img/src=x/onerror=!>",
    "<img src=`x`onerror=!>", "<img src=x\nonerror\n=\n!>", "<img src='x' onerror\x00=!>", "<image src=x onerror=!>",
    "<svg onload=!>", "<svg><script>!</script></svg>", "<svg><script href='data:,!'/></svg>",
    "<svg><a xlink:href='javascript:!'><text>x</text></a></svg>",
    "<svg><animate onbegin=! attributeName=x dur=1s></svg>", "<svg><use href='data:image/svg+xml,x'/></svg>",
    "<svg><set attributeName=href to=javascript:!></svg>",
    "<svg><foreignObject><img src=x onerror=!></foreignObject></svg>",
    "<math><mi xlink:href='javascript:!'>x</mi></math>", "<math href='javascript:!'>x</math>",
    "<body onload=!>", "<html onmouseover=!>", "<frameset onload=!>", "<iframe src='javascript:!'></iframe>",
    "<iframe srcdoc='<script>!</script>'></iframe>", "<iframe onload=!></iframe>",
    "<object data='javascript:!'></object>", "<embed src='javascript:!'>", "<applet code=x></applet>",
    "<video><source onerror=!></video>", "<video src=x onerror=!></video>", "<audio src=x onerror=!></audio>",
    "<details open ontoggle=!>x</details>", "<input autofocus onfocus=!>", "<textarea autofocus onfocus=!></textarea>",
    "<select autofocus onfocus=!></select>", "<keygen autofocus onfocus=!>", "<marquee onstart=!>x</marquee>",
    "<isindex action=javascript:! type=image>", "<form action='javascript:!'><input type=submit></form>",
    "<form id=f></form><button form=f formaction='javascript:!'>x</button>", "<button onclick=!>x</button>",
    "<div style='background:url(javascript:!)'>x</div>", "<div style='position:fixed;inset:0;z-index:9'>x</div>",
    "<p style=\"width:expression(!)\">x</p>", "<style>@import 'data:text/css,*{x:1}';</style>",
    "<style>body{background:url('//evil.example/')}</style>", "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=import href='data:text/html,<script>!</script>'>", "<meta http-equiv=refresh content='0;url=javascript:!'>",
    "<meta http-equiv=set-cookie content='x=1'>", "<base href='javascript:/x/'>", "<base target=_blank>",
    "<div id=main class=buy>x</div>", "<a name=main id=choices class='buy'>x</a>", "<p slot=x part=y is=z>x</p>",
    "<template><img src=x onerror=!></template>", "<slot onslotchange=!></slot>", "<dialog open>x</dialog>",
    "<div popover id=p>x</div><button popovertarget=p>x</button>", "<x onclick=! tabindex=1 autofocus>x</x>",
    "<noscript><p title=\"</noscript><img src=x onerror=!>\"></noscript>",
    "<title><a title=\"</title><img src=x onerror=!>\"></title>",
    "<textarea><a title=\"</textarea><img src=x onerror=!>\"></textarea>",
    "<xmp><p title=\"</xmp><img src=x onerror=!>\"></xmp>", "<plaintext><img src=x onerror=!>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=!&gt;\"></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=!></style></form>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=!>\"></style></svg>",
    "<math><annotation-xml encoding='text/html'><style><img src=x onerror=!></style></annotation-xml></math>",
    "<table><tr><td><svg><desc><td><img src=x onerror=!></td></desc></svg></td></tr></table>",
    "<!--><img src=x onerror=!>-->", "<!-- --!><img src=x onerror=!> -->", "<!-->-->!<!---><img src=x onerror=!>",
    "<![CDATA[<img src=x onerror=!>]]>", "<?xml-stylesheet href='javascript:!'?>", "<?php !?>", "<%= ! %>",
    "<!DOCTYPE html [<!ENTITY x '<script>!</script>'>]>&x;", "</p><script>!</script>", "</main></body><script>!</script>",
    "<p title='</style><script>!</script>'>x</p>", "<p lang='\"><script>!</script>' dir='\"onclick=!'>x</p>",
    "<ol start='1\" onclick=\"!'><li>x</ol>", "<td colspan='2\" onmouseover=\"!'>x</td>",
    "<abbr title='\" onmouseover=\"!'>x</abbr>", "<bdo dir='rtl\" onclick=\"!'>x</bdo>",
    "<a href=# onclick=!>x</a>", "<a href='x' target=_self ping=//evil.example download>x</a>",
    "<li id='fn:1\" onclick=\"!'>x</li>", "<sup id=fnref:x onclick=!>x</sup>",
    "{{ ''.__class__.__mro__ }}{% include '/etc/passwd' %}{{ self }}", "${!}", "#{!}", "<%! !%>", "{{constructor.constructor('!')()}}",
    "+ADw-script+AD4-!+ADw-/script+AD4-", "\u02bcscript\u02bc", "＜script＞!＜/script＞", "\ufeff<script>!</script>",
)  # fmt: skip

ADDRESSES = (
    "javascript:!", "JaVaScRiPt:!", "javascript://x%0a!", "javascript:javascript:!", "java\tscript:!", "java\nscript:!",
    "\x01javascript:!", " javascript:!", "\u00a0javascript:!", "javascript\x00:!", "javascript&colon;!",
    "&#106;avascript:!", "&#x6A;avascript&#58;!", "&#0000106avascript:!", "%6Aavascript:!", "javascript%3A!",
    "ｊavascript:!", "vbscript:!", "livescript:!", "data:text/html,<script>!</script>",
    "data:text/html;base64,PHNjcmlwdD5jYW5hcnkoMSk8L3NjcmlwdD4=", "data:image/svg+xml,<svg onload=!>", "DATA:text/html,x",
    "blob:https://x/1", "filesystem:https://x/1", "view-source:javascript:!", "feed:javascript:!", "jar:javascript:!x",
    "about:blank", "file:///etc/passwd", "ws://evil.example/", "intent://evil#Intent;end", "weixin://dl/x",
    "//evil.example/", "\\\\evil.example\\", "/\\evil.example", "https:evil.example", "https:\\\\evil.example",
    "https://evil.example/\" onclick=\"!", "https://evil.example/' onclick='!", "https://evil.example/><script>!</script>",
    "https://user:pass@evil.example/", "sitegen:00000000000000000000000000000000n0", "SITEGEN:x", "mailto:a@b.c?x=<script>",
    "tel:+1\" onclick=\"!", "http://[::1", "https://evil.example/\u202egnp.exe",
)  # fmt: skip

# Where an address stands in Markdown; `@` is the address.
LINKS = (
    "[x](@)", "[x](<@>)", "[x](@ \"title\")", "[x](@ '\" onclick=\"!')", "<@>", "[x][r]\n\n[r]: @\n", "[r]\n\n[r]: <@> \"t\"\n",
    "![x](@)", "![x][r]\n\n[r]: @\n", "a ![\" onerror=\"!](@) b", "[![x](@)](@)", "[[@]]", "[[x|@]]", "x [x](@)[y](@)",
    "<a href=\"@\">x</a>", "<a href='@'>x</a>", "<a href=@>x</a>", "<a xlink:href='@'>x</a>", "<area href='@'>",
    "<img src='@'>", "<blockquote cite='@'>x</blockquote>", "<q cite='@'>x</q>", "<del cite='@'>x</del>", "<video src='@'></video>",
    "<body background='@'>", "<div src='@' href='@' action='@' data='@'>x</div>", "<a href='@'><svg><rect/></svg></a>",
)  # fmt: skip

# Where markup stands in a text.
CONTEXTS = (
    "@", "word @ word", "- @\n- x", "1. @", "> @", "# @", "@\n===", "| a | b |\n| --- | --- |\n| @ | x |", "**@**", "*x @*",
    "`@`", "``` @\nx\n```", "```\n@\n```", "    @", "[@](https://x.example/)", "[x](https://x.example/ \"@\")",
    "![@](https://x.example/x.jpg)", "[^1]\n\n[^1]: @", "[^@]\n\n[^@]: x", "x\n: @", "ABC\n\n*[ABC]: @", "<div>@</div>",
    "<div markdown=1>\n@\n</div>", "<p title=\"@\">x</p>", "<p title='@'>x</p>", "<p title=@>x</p>", "<b @>x</b>",
    "[[tea|@]]", "[[@]]", "<!-- @ -->", "\\@", "&lt;@", "x {: @ }", "<details><summary>@</summary></details>",
    "<table><tr><td>@</table>", "a\n\n@\n\nb", "<a href=\"https://x.example/\">@</a>", "<pre>@</pre>", "<ruby>@<rt>@</ruby>",
)  # fmt: skip


def encodings(text: str) -> Iterator[str]:
    """The same as it is, and as filters have been passed before."""
    yield text
    yield html.escape(text)
    yield "".join(f"&#{ord(letter)};" if letter.isalpha() else letter for letter in text)
    yield "".join(f"&#x{ord(letter):07x}" if letter in "<>:\"'" else letter for letter in text)
    yield "".join(f"%{ord(letter):02x}" if letter in "<>:\"'" else letter for letter in text)
    yield "".join(letter.upper() if number % 2 else letter for number, letter in enumerate(text))
    yield text.replace("script", "scr\x00ipt").replace("on", "on\x00")
    yield text.replace("=", " = ").replace(" ", "\t")
    yield text.replace("<", "<\u200b").replace("javascript", "java\u00adscript")
    yield text.replace("<", "\\<").replace("[", "\\[")


def corpus() -> Iterator[str]:
    """Every vector in every context and encoding, and every address in every kind of link."""
    for element in ELEMENTS:
        for encoded in encodings(element):
            for context in CONTEXTS:
                yield context.replace("@", encoded).replace("!", CANARY)
    for address in ADDRESSES:
        for encoded in encodings(address):
            for link in LINKS:
                yield link.replace("@", encoded).replace("!", CANARY)


_BITS = (
    *ELEMENTS, *ADDRESSES, *CONTEXTS, *LINKS,
    "<", ">", "\"", "'", "&", ";", "`", "```", "~~~", "*", "**", "_", "#", "\n", "\n\n", "\n    ", "\t", " ", "\\", "|", "---", "===",
    "- ", "1. ", "> ", "[", "]", "(", ")", "[[", "]]", "![", "](", "[^1]", "[^1]: ", ": ", "*[x]: ", "<p>", "</p>", "<div>", "</div>",
    "<a href=\"", "<a ", " href=", "\">", "</a>", "<b", "<!--", "-->", "&#", "&lt;", "&#x3c;", "\x00", "\x02", "\x03", "\x02klzzwxh:0\x03",
    "\x02amp\x03", "\ue000", "\ue001", "\ue002", "\ue003", "\ue0020\ue003", "\u202e", "\u2028", "\ufeff", "\U0001f600", "文", "a", "tea",
    "30% 40% [[tea]]", "https://youtu.be/aqz-KE-bpKQ", "| a | b |\n| --- | --- |\n", "sitegen:", "/*", "*/", "//", "\r\n", "\r", "\x0b", "\x1c",
)  # fmt: skip


def random_text(chance: random.Random, most: int = 12) -> str:
    """Pieces of Markdown, HTML and vectors in any order, some of them cut."""
    bits = []
    for _ in range(chance.randint(1, most)):
        bit = chance.choice(_BITS)
        bits.append(bit[chance.randint(0, len(bit)) :] if chance.random() < 0.1 else bit)
    return "".join(bits).replace("@", chance.choice(ELEMENTS)).replace("!", CANARY)


def markup_of(text: str) -> str:
    """What a text becomes, with its slots empty."""
    return "".join(piece if isinstance(piece, str) else f'<a href="/{piece.role}">' if piece.role in ("link", "product")
                   else "" for piece in parse(text).pieces)  # fmt: skip


_MARKS = re.compile("[\ue000-\ue003\x00-\x08\x0b-\x1f]")
_SCHEMES = ("http", "https", "mailto", "tel")


def broken_laws(markup: str) -> list[str]:
    """Every way in which sanitised markup is more than it may be, as a reader sees it that knows no mercy."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.found.append(f"<{tag}>")
        may = ALLOWED_ATTRIBUTES.get(tag, set()) | ALLOWED_ATTRIBUTES["*"] | ({"rel"} if tag == "a" else set())
        for name, value in attrs:
            if name not in may:
                self.found.append(f"<{tag} {name}>")
            elif name == "href":
                self._check_href(value or "", dict(attrs).get("rel"))
            elif name == "class" and not (value or "").startswith("footnote-"):
                self.found.append(f"class {value}")
            elif name == "id" and not (value or "").startswith(("fn:", "fnref:")):
                self.found.append(f"id {value}")

    def _check_href(self, value: str, rel: str | None) -> None:
        scheme, colon, _ = value.partition(":")
        if value.startswith(("#", "/")) and not value.startswith(("//", "/\\")):
            return
        if not colon or scheme.lower() not in _SCHEMES:
            self.found.append(f"href {value}")
        elif rel != EXTERNAL_REL:
            self.found.append(f"rel {rel}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data}>")


def left_behind(markup: str) -> str | None:
    """A mark of ours, or a character that is none, that came through."""
    found = _MARKS.search(markup)
    return found[0] if found else None


# What a browser sees: the same law over elements it made itself, and what it would do.
LOOK = r"""
(tags) => {
  const found = [...(window.fired || [])], allowed = new Set(tags);
  for (const element of document.querySelectorAll("section.hostile *")) {
    const name = element.localName;
    if (element.namespaceURI !== "http://www.w3.org/1999/xhtml") found.push("namespace of " + name);
    if (!allowed.has(name)) found.push("<" + name + ">");
    for (const attribute of element.attributes)
      if (/^on|style|src|srcset|form|xlink|ping|target|data|is$/i.test(attribute.name)) found.push(name + " " + attribute.name);
    if (element.href !== undefined && element.hasAttribute("href")) {
      const url = element.getAttribute("href");
      if (!["http:", "https:", "mailto:", "tel:"].includes(element.protocol)) found.push("leads to " + url);
      else if (!/^(#|\/(?![\/\\])|https?:|mailto:|tel:)/i.test(url)) found.push("leads to " + url);
    }
  }
  return found;
}
"""
LISTEN = """
window.fired = [];
window.canary = () => { fired.push("canary") };
for (const name of ["alert", "prompt", "confirm", "open"]) window[name] = () => { fired.push(name) };
"""


def page_of(markups: list[str]) -> str:
    """Many texts on one page, as a browser gets them."""
    sections = "\n".join(f'<section class="hostile">{markup}</section>' for markup in markups)
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>x</title><body>{sections}</body></html>"
