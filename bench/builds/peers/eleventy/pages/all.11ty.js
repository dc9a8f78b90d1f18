// Every page by pagination over one list, which is the quickest way through Eleventy: one template, no layouts.
import { circles, creators, posts, products } from "../lib/shop.js";
import * as parts from "../lib/parts.js";

function* plan() {
  yield ["/index.html", () => parts.home()];
  yield ["/404.html", () => parts.missing()];
  yield ["/sitemap.xml", () => parts.sitemap()];
  for (const product of products) yield [`/products/${product.name}/index.html`, () => parts.house(product)];
  for (const post of posts) yield [`/posts/${post.name}/index.html`, () => parts.post(post)];
  for (const circle of circles) yield [`/circles/${circle.name}/index.html`, () => parts.circle(circle)];
  for (const creator of creators) {
    yield [`/@${creator.name}/index.html`, () => parts.store(creator)];
    yield [`/@${creator.name}/thanks/index.html`, () => parts.thanks(creator)];
    for (const product of products) yield [`/@${creator.name}/${product.name}/index.html`, () => parts.personal(creator, product)];
  }
}

const makers = new Map(plan());

export const data = {
  addresses: [...makers.keys()],
  pagination: { data: "addresses", size: 1, alias: "address", addAllPagesToCollections: false },
  eleventyExcludeFromCollections: true,
  permalink: ({ address }) => address,
};

export const render = ({ address }) => makers.get(address)();
