// All documents, read once: front matter, Markdown rendered, and who mentions what.
import { readFileSync, readdirSync } from "node:fs";
import matter from "gray-matter";
import markdownIt from "markdown-it";

const markdown = markdownIt({ html: false });

export const shop = JSON.parse(readFileSync("shop.json", "utf8"));

function read(kind) {
  let names = [];
  try {
    names = readdirSync(`documents/${kind}`).sort();
  } catch {}
  return names.map((file) => {
    const { data, content } = matter(readFileSync(`documents/${kind}/${file}`, "utf8"));
    return { ...data, name: file.slice(0, -3), called: data.name, body: markdown.render(content) };
  });
}

export const circles = read("circles").sort((a, b) => a.order - b.order);
export const products = read("products");
export const creators = read("creators");
export const posts = read("posts").sort((a, b) => new Date(b.date) - new Date(a.date));

export const byName = {
  circles: new Map(circles.map((item) => [item.name, item])),
  products: new Map(products.map((item) => [item.name, item])),
  creators: new Map(creators.map((item) => [item.name, item])),
};

// Posts by creator, by product, by circle and by creator and product; newest first.
export const found = new Map();
const file = (key, item) => (found.has(key) ? found.get(key).push(item) : found.set(key, [item]));
for (const post of posts) {
  file(`creator ${post.creator}`, post);
  for (const circle of post.circles) file(`circle ${circle}`, post);
  for (const product of post.products) {
    file(`product ${product}`, post);
    file(`both ${post.creator} ${product}`, post);
  }
}
for (const product of products) for (const circle of product.circles) file(`shelf ${circle}`, product);
for (const creator of creators) {
  for (const circle of creator.circles) file(`people ${circle}`, creator);
  for (const pick of creator.picks) file(`sharers ${pick.product}`, creator);
}
export const all = (key) => found.get(key) ?? [];
