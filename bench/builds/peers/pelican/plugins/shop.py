"""Makes all pages of the shop: documents are read once, and what many pages share is rendered once."""

import datetime
import functools
import json
import shutil
from collections import defaultdict
from pathlib import Path
from urllib.parse import quote

import markdown
import yaml
from markupsafe import Markup
from pelican import signals
from pelican.generators import Generator

ENTITY_SAFE = "!~*'()"


class Shop(Generator):
    def generate_context(self):
        self.root = Path(self.settings["PATH"]).parent
        self.shop = json.loads((self.root / "shop.json").read_text(encoding="utf-8"))
        self.markdown = markdown.Markdown(output_format="html")
        self.circles = {item["name"]: item for item in sorted(self.read("circles"), key=lambda item: item["order"])}
        self.products = {item["name"]: item for item in self.read("products")}
        self.creators = {item["name"]: item for item in self.read("creators")}
        self.posts = sorted(self.read("posts"), key=lambda item: item["date"], reverse=True)
        for post in self.posts:
            post["author"] = self.creators[post["creator"]]
        self.file()

    def read(self, kind):
        for path in sorted((self.root / "documents" / kind).glob("*.md")):
            _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
            fields = yaml.load(front, Loader=yaml.CSafeLoader)
            body = Markup(self.markdown.reset().convert(text))
            yield fields | {"name": path.stem, "called": fields.get("name"), "body": body}

    def file(self):
        """Posts, products and creators by what pages ask for."""
        self.found = found = defaultdict(list)
        for post in self.posts:
            found["creator", post["creator"]].append(post)
            for circle in post["circles"]:
                found["circle", circle].append(post)
            for product in post["products"]:
                found["product", product].append(post)
                found["both", post["creator"], product].append(post)
        for product in self.products.values():
            for circle in product["circles"]:
                found["shelf", circle].append(product)
        for creator in self.creators.values():
            for circle in creator["circles"]:
                found["people", circle].append(creator)
            for pick in creator["picks"]:
                found["sharers", pick["product"]].append(creator)

    def generate_output(self, writer):
        self.writer = writer
        self.parts = self.env.get_template("parts.html").make_module(
            {"shop": self.shop, "products": self.products, "circles": self.circles, "day_of": day_of}
        )
        for name in ("about", "offer", "product_head", "chip", "tile", "story", "pick_card", "card"):
            setattr(self, name, cached(getattr(self.parts, name)))
        self.common = {
            "shop": self.shop,
            "parts": self,
            "circles": self.circles,
            "products": self.products,
            "quote": quoted,
            "macros": self.parts,
        }
        shutil.copytree(self.root / "static", self.output_path, dirs_exist_ok=True)
        self.write(
            "index.html", "home.html", kind="home", look="house", creators=self.creators, posts=self.posts[:6], path="/"
        )
        self.write("404.html", "missing.html", kind="missing", look="house", path="/404.html")
        for product in self.products.values():
            self.house(product)
        for circle in self.circles.values():
            name = circle["name"]
            self.write(
                f"circles/{name}/index.html",
                "circle.html",
                kind="circle",
                look="house",
                circle=circle,
                path=f"/circles/{name}/",
                shelf=self.found["shelf", name],
                people=self.found["people", name],
                posts=self.found["circle", name],
            )
        for post in self.posts:
            others = [other for other in self.found["creator", post["creator"]][:5] if other is not post][:4]
            self.write(
                f"posts/{post['name']}/index.html",
                "post.html",
                kind="post",
                look=post["creator"],
                post=post,
                creator=post["author"],
                others=others,
                path=f"/posts/{post['name']}/",
            )
        for creator in self.creators.values():
            self.creator(creator)
        self.sitemap()

    def house(self, product):
        name = product["name"]
        beside = [other for other in self.found["shelf", product["circles"][0]] if other is not product][:4]
        self.write(
            f"products/{name}/index.html",
            "product.html",
            kind="product",
            look="house",
            product=product,
            creator=None,
            note="",
            beside=beside,
            people=self.found["sharers", name],
            posts=self.found["product", name][:3],
            path=f"/products/{name}/",
        )

    def creator(self, creator):
        name = creator["name"]
        picked = {pick["product"]: pick["note"] for pick in creator["picks"]}
        rest = [product for key, product in self.products.items() if key not in picked]
        self.write(
            f"@{name}/index.html",
            "store.html",
            kind="store",
            look=name,
            creator=creator,
            rest=rest,
            posts=self.found["creator", name],
            path=f"/@{name}/",
        )
        self.write(
            f"@{name}/thanks/index.html",
            "thanks.html",
            kind="thanks",
            look=name,
            creator=creator,
            path=f"/@{name}/thanks/",
        )
        usual = self.parts.more(creator, [(key, picked[key]) for key in list(picked)[:4]])
        for key, product in self.products.items():
            others = [(other, note) for other, note in picked.items() if other != key][:4]
            more = self.parts.more(creator, others) if key in picked else usual
            self.write(
                f"@{name}/{key}/index.html",
                "product.html",
                kind="personal",
                look=name,
                product=product,
                creator=creator,
                note=picked.get(key, ""),
                more=more,
                posts=self.found.get(("both", name, key), [])[:3],
                path=f"/@{name}/{key}/",
            )

    def sitemap(self):
        paths = [
            "/",
            *(f"/products/{name}/" for name in self.products),
            *(f"/@{name}/" for name in self.creators),
            *(f"/posts/{post['name']}/" for post in self.posts),
            *(f"/circles/{name}/" for name in self.circles),
        ]
        self.write("sitemap.xml", "sitemap.xml", paths=paths)

    def write(self, name, template, **values):
        self.writer.write_file(name, self.env.get_template(template), self.common, relative_urls=False, **values)


def cached(macro):
    """A macro that renders once for the same things."""
    made = {}

    def call(*things):
        key = tuple(thing["name"] if isinstance(thing, dict) else thing for thing in things)
        if key not in made:
            made[key] = macro(*things)
        return made[key]

    return call


@functools.cache
def day_of(text):
    return datetime.date.fromisoformat(text).strftime("%B %-d, %Y")


@functools.cache
def quoted(text):
    return quote(text, safe=ENTITY_SAFE)


def generators(_):
    return Shop


def register():
    signals.get_generators.connect(generators)
