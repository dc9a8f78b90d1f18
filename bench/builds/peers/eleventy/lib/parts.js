// Templates as functions; what many pages share is made once.
import { all, byName, circles, creators, posts, products, shop } from "./shop.js";

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
const initial = (text) => escape([...text][0]);
const euro = (price) => `€${price.split(".")[0]}`;
const MONTHS = "January February March April May June July August September October November December".split(" ");
const day = (text) => {
  const date = new Date(text);
  return `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
};
const lines = (items, make) => items.map(make).join("\n");
const site = escape(shop.title);
const absolute = (path) => shop.url.slice(0, -1) + path;

const made = new Map();
function once(key, make) {
  let text = made.get(key);
  if (text === undefined) made.set(key, (text = make()));
  return text;
}

const avatar = (person) =>
  `<span class="avatar" aria-hidden="true" style="${shop.looks[person.name].tint}">${initial(person.called)}</span>`;
const chip = (person) => once(`chip ${person.name}`, () => `<a class="chip" href="/@${person.name}/">
${avatar(person)}
<span><b>${escape(person.called)}</b> ${escape(person.tagline)}</span>
</a>`);
const tile = (person) => once(`tile ${person.name}`, () => `<a class="person" href="/@${person.name}/">
${avatar(person)}
<b>${escape(person.called)}</b> ${escape(person.tagline)}
</a>`);
const people = (title, persons) => persons.length ? `<section class="section">
<h2>${title}</h2>
<div class="row people">
${lines(persons, tile)}
</div>
</section>` : "";
const was = (product) => product.compare_at
  ? `\n<span class="hide">Was ${euro(product.compare_at)}</span><del aria-hidden="true">${euro(product.compare_at)}</del>`
  : "";
const prices = (product) => `<p class="prices">
<b>${euro(product.price)}</b>${was(product)}
</p>`;
const blank = (title) => `<div class="photo">
<span class="blank" aria-hidden="true">${initial(title)}</span>
</div>`;
const card = (product, url, note = "") => `<article class="card">
${blank(product.title)}
<h3><a href="${url}">${escape(product.title)}</a></h3>${note && `\n<p class="words"><q>${escape(note)}</q></p>`}
${prices(product)}
</article>`;
const story = (post, brief) => once(`story ${post.name} ${brief}`, () => `<article class="story">
${blank(post.title)}
<h3><a href="/posts/${post.name}/">${escape(post.title)}</a></h3>${brief ? "" : `\n<p class="words">${escape(post.summary)}</p>`}
<p class="byline"><span>${escape(byName.creators.get(post.creator).called)}</span> ${day(post.date)}</p>
</article>`);
const stories = (title, items, brief = false) => items.length ? `<section class="section">
<h2>${title}</h2>
<div class="row stories">
${lines(items, (post) => story(post, brief))}
</div>
</section>` : "";
const shelf = (title, cards, layout = "grid") => cards.length ? `<section class="section">
<h2>${title}</h2>
<div class="${layout}">
${cards.join("\n")}
</div>
</section>` : "";
const houseCard = (product) => once(`card ${product.name}`, () => card(product, `/products/${product.name}/`));

function share(title, path) {
  const text = encodeURIComponent(title);
  const url = absolute(path);
  return `<details class="share">
<summary class="buy quiet">Pass it on</summary>
<p hidden>In WeChat, tap ··· at the top right to send this page, or press and hold a poster.</p>
<nav>
<a href="https://wa.me/?text=${text}%20${url}">WhatsApp</a>
<a href="https://t.me/share/url?url=${url}&amp;text=${text}">Telegram</a>
<a href="https://social-plugins.line.me/lineit/share?url=${url}">LINE</a>
<a href="https://x.com/intent/post?url=${url}&amp;text=${text}">X</a>
<a href="https://www.facebook.com/sharer/sharer.php?u=${url}">Facebook</a>
<a href="https://service.weibo.com/share/share.php?url=${url}&amp;title=${text}">Weibo</a>
<a href="mailto:?subject=${text}&amp;body=${url}">E-mail</a>
<a href="sms:?&amp;body=${text}%20${url}">SMS</a>
<a href="${path}">Copy link</a>
</nav>
</details>`;
}

function page({ kind, look, title, description, path, canonical, type = "website", head = "", hidden, over, sharer, main, crumbs, tag }) {
  const [before, between, after] = shop.styles[kind];
  const [light, dark] = shop.looks[look].colours;
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${title}</title>
<meta name="description" content="${escape(description)}">
<link rel="canonical" href="${canonical ?? absolute(path)}">${hidden ? '\n<meta name="robots" content="noindex">' : ""}
<meta property="og:type" content="${type}">
<meta property="og:site_name" content="${site}">
<meta property="og:locale" content="en_US">
<meta property="og:url" content="${absolute(path)}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${escape(description)}">
<meta name="twitter:card" content="summary">
<meta name="referrer" content="strict-origin-when-cross-origin">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#fbf8f4" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#151210" media="(prefers-color-scheme: dark)">
<link rel="icon" href="/favicon.svg">
${head}
<style>
${before}${light}${between}${dark}${after}
</style>
<link rel="stylesheet" href="${shop.wide}" media="(min-width: 44em)">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top${over ? " over" : ""}">
${sharer ? chip(sharer) : `<a class="brand" href="/">${site}</a>`}
</header>
<main id="main">
${main}
</main>
<footer class="foot">
<p><a href="/"><b>${site}</b></a></p>
<p>${escape(shop.tagline)}</p>
<nav aria-label="Site">
<ul>
<li><a href="mailto:${shop.contact}">Contact</a></li>
</ul>
</nav>
${crumbs ? `<nav aria-label="You are here">
<ol class="crumbs">
${lines(crumbs, ([title, url]) => `<li>${url ? `<a href="${url}">${title}</a>` : `<span aria-current="page">${title}</span>`}</li>`)}
</ol>
</nav>
` : ""}</footer>
${tag ? `<script src="${shop.script}" defer data-tag="${tag}"></script>
` : ""}</body>
</html>
`;
}

const average = (product) => {
  const mean = product.reviews.reduce((sum, review) => sum + review.rating, 0) / product.reviews.length;
  return mean.toFixed(1).replace(".0", "");
};

const productHead = (product) => once(`head ${product.name}`, () => `<meta property="product:price:amount" content="${product.price}">
<meta property="product:price:currency" content="EUR">
<meta property="product:availability" content="in stock">
<meta property="product:brand" content="${escape(product.brand)}">
<meta property="product:retailer_item_id" content="${product.sku}">`);

const offer = (product) => once(`offer ${product.name}`, () => `<h1>${escape(product.title)}</h1>
<p class="lead">${escape(product.summary)}</p>
<p class="price">
<strong>${euro(product.price)}</strong>${was(product)}${product.compare_at ? `\n<span class="flag">Save €${parseInt(product.compare_at) - parseInt(product.price)}</span>` : ""}
</p>
<p><a class="rate" href="#reviews"><span class="star" aria-hidden="true">★</span> <b>${average(product)}</b> · ${product.reviews.length} reviews</a></p>
<p>${escape(shop.delivery)}</p>`);

const about = (product) => once(`about ${product.name}`, () => `<div class="about">
<div class="prose">
${product.body}
</div>
<section class="facts">
<h2>In detail</h2>
<dl>
${lines(product.facts, (fact) => `<div><dt>${escape(fact.name)}</dt><dd>${escape(fact.value)}</dd></div>`)}
</dl>
</section>
</div>
<section class="section reviews" id="reviews">
<h2>What buyers say</h2>
<p class="average"><b>${average(product)}</b> out of 5 · ${product.reviews.length} reviews</p>
<ul class="row" tabindex="0" aria-label="What buyers say">
${lines(product.reviews, (review) => `<li>
<p class="star" role="img" aria-label="${review.rating} out of 5 stars">${"★".repeat(review.rating)}${review.rating < 5 ? `<i>${"★".repeat(5 - review.rating)}</i>` : ""}</p>
<blockquote>${escape(review.text)}</blockquote>
<p class="byline"><b>${escape(review.by)}</b> ${day(review.date)}</p>
</li>`)}
</ul>
</section>
<section class="section questions">
<h2>Good questions</h2>
${lines(product.questions, (item, number) => `<details${number ? "" : " open"}>
<summary>${escape(item.q)}</summary>
<p>${escape(item.a)}</p>
</details>`)}
</section>`);

function productMain(product, creator, note, path, more, mentions) {
  const tag = `${creator ? creator.name : "house"}_${product.name}`;
  const where = creator ? "" : product.circles.map((name) => ` · <a href="/circles/${name}/">${byName.circles.get(name).title}</a>`).join("");
  return `<article class="product">
<div class="gallery"><span class="blank" aria-hidden="true">${initial(product.title)}</span></div>
<div class="sheet">
<p class="eyebrow">${escape(product.brand)}${where}</p>
${offer(product)}
<aside class="bar" aria-label="Buying">
<b>${euro(product.price)}</b>
<a class="buy" href="${shop.pay}${product.sku}?tag=${tag}" rel="${creator ? "sponsored " : ""}nofollow noopener">Buy now</a>${creator ? `
<p class="disclosure">${escape(creator.called)} earns a commission if you buy here.</p>` : ""}
</aside>
<link rel="stylesheet" href="${shop.below}">
${note ? `<figure class="note">
<blockquote class="quote">${escape(note)}</blockquote>
${chip(creator)}
</figure>
` : ""}${share(product.title, path)}
</div>
${about(product)}
</article>
<div class="page">
${more}
${stories("Stories", mentions.slice(0, 3), true)}
<p class="section"><small>The price at checkout is the one that counts.</small></p>
</div>`;
}

export function personal(creator, product) {
  const pick = creator.picks.find((pick) => pick.product === product.name);
  const more = once(`more ${creator.name} ${pick ? product.name : ""}`, () => {
    const others = creator.picks.filter((other) => other !== pick).slice(0, 4);
    const cards = others.map((other) => once(`pick ${creator.name} ${other.product}`, () =>
      card(byName.products.get(other.product), `/@${creator.name}/${other.product}/`, other.note)));
    return shelf(`More from ${escape(creator.called)}`, cards, "row");
  });
  const path = `/@${creator.name}/${product.name}/`;
  return page({
    kind: "personal", look: creator.name, title: `${escape(product.title)} · ${escape(creator.called)}`,
    description: product.summary, path, canonical: absolute(`/products/${product.name}/`), type: "product",
    head: productHead(product), over: true, sharer: creator,
    main: productMain(product, creator, pick?.note ?? "", path, more, all(`both ${creator.name} ${product.name}`)),
    crumbs: [[escape(creator.called), `/@${creator.name}/`], [escape(product.title)]], tag: `${creator.name}_${product.name}`,
  });
}

export function house(product) {
  const circle = byName.circles.get(product.circles[0]);
  const beside = all(`shelf ${circle.name}`).filter((other) => other !== product).slice(0, 4);
  const more = people("People who share this", all(`sharers ${product.name}`)) + "\n" + shelf(`More from ${site}`, beside.map(houseCard), "row");
  const path = `/products/${product.name}/`;
  return page({
    kind: "product", look: "house", title: `${escape(product.title)} · ${site}`, description: product.summary, path, type: "product",
    head: productHead(product), over: true, main: productMain(product, null, "", path, more, all(`product ${product.name}`)),
    crumbs: [[site, "/"], [circle.title, `/circles/${circle.name}/`], [escape(product.title)]], tag: `house_${product.name}`,
  });
}

const pickArticle = (creator, pick) => {
  const product = byName.products.get(pick.product);
  return `<article class="pick">
${blank(product.title)}
<div>
<h3><a href="/@${creator.name}/${product.name}/">${escape(product.title)}</a></h3>
<blockquote class="quote">${escape(pick.note)}</blockquote>
<div class="purchase">
${prices(product)}
<a class="buy" href="${shop.pay}${product.sku}?tag=${creator.name}_store" rel="sponsored nofollow noopener">Buy now<span class="hide">: ${escape(product.title)}</span></a>
<p class="disclosure">${escape(creator.called)} earns a commission if you buy here.</p>
</div>
</div>
</article>`;
};

export function store(creator) {
  const picked = new Set(creator.picks.map((pick) => pick.product));
  const rest = products.filter((product) => !picked.has(product.name));
  const main = `<header class="owner">
${avatar(creator)}
<h1>${escape(creator.called)}</h1>
<p class="lead">${escape(creator.tagline)}</p>
<ul class="labels">
${lines(creator.labels, (label) => `<li>${escape(label)}</li>`)}
</ul>
<ul class="links">
${lines(creator.links, (link) => `<li><a href="${escape(link.url)}" rel="me noopener">${escape(link.title)}</a></li>`)}
${lines(creator.circles, (name) => `<li><a href="/circles/${name}/"># ${byName.circles.get(name).title}</a></li>`)}
</ul>
</header>
<div class="page">
<div class="prose bio">
${creator.body}
</div>
<section class="section">
<h2>Hand-picked</h2>
${lines(creator.picks, (pick) => pickArticle(creator, pick))}
</section>
${shelf("Also in the store", rest.map((product) => card(product, `/@${creator.name}/${product.name}/`)))}
${stories("Stories", all(`creator ${creator.name}`))}
${share(creator.called, `/@${creator.name}/`)}
</div>`;
  return page({
    kind: "store", look: creator.name, title: `${escape(creator.called)} · ${site}`, description: creator.tagline,
    path: `/@${creator.name}/`, type: "profile", main, tag: `${creator.name}_store`,
  });
}

export function thanks(creator) {
  const main = `<article class="notice">
<div class="niche" aria-hidden="true"></div>
<h1>Thank you</h1>
<p class="lead">Your order went through ${escape(creator.called)}’s store. The payment page sends you a receipt.</p>
<a class="buy" href="/@${creator.name}/">Visit ${escape(creator.called)}’s store</a>
</article>
<div class="page after">
<section class="section">
<h2>Do you know somebody who would like this?</h2>
${share(creator.called, `/@${creator.name}/`)}
</section>
<section class="section">
<h2>Something not right?</h2>
<p>Write to us, a person answers. <a href="mailto:${shop.contact}">${shop.contact}</a></p>
</section>
</div>`;
  return page({
    kind: "thanks", look: creator.name, title: `${site} · ${escape(creator.called)}`, description: creator.tagline,
    path: `/@${creator.name}/thanks/`, canonical: absolute(`/@${creator.name}/`), hidden: true, sharer: creator, main, tag: `${creator.name}_thanks`,
  });
}

export function post(post) {
  const creator = byName.creators.get(post.creator);
  const circle = byName.circles.get(post.circles[0]);
  const cards = post.products.map((name) => once(`plain ${creator.name} ${name}`, () => card(byName.products.get(name), `/@${creator.name}/${name}/`)));
  const others = all(`creator ${creator.name}`).slice(0, 5).filter((other) => other !== post).slice(0, 4);
  const main = `<article class="post">
<header class="sheet">
<h1>${escape(post.title)}</h1>
<p class="lead">${escape(post.summary)}</p>
<div class="signature">
${chip(creator)}
<time datetime="${post.date}T00:00:00">${day(post.date)}</time>
</div>
<p class="disclosure">${escape(creator.called)} earns a commission if you buy through links in this story.</p>
</header>
<div class="prose">
${post.body}
</div>
<nav aria-label="Circles">
<div class="labels">
${lines(post.circles, (name) => `<a href="/circles/${name}/">${byName.circles.get(name).title}</a>`)}
</div>
</nav>
</article>
<div class="page">
${shelf("In this story", cards, "row")}
${share(post.title, `/posts/${post.name}/`)}
${stories("More stories", others)}
</div>`;
  return page({
    kind: "post", look: creator.name, title: `${escape(post.title)} · ${escape(creator.called)}`, description: post.summary, path: `/posts/${post.name}/`,
    type: "article", main, crumbs: [[site, "/"], [circle.title, `/circles/${circle.name}/`], [escape(post.title)]], tag: `${creator.name}_${post.name}`,
  });
}

export function circle(circle) {
  const main = `<div class="post">
<header class="sheet">
<p class="eyebrow">Circle</p>
<h1>${escape(circle.title)}</h1>
<p class="lead">${escape(circle.summary)}</p>
</header>
<div class="prose">
${circle.body}
</div>
</div>
<div class="page">
${shelf("In this circle", all(`shelf ${circle.name}`).map(houseCard))}
${people("People", all(`people ${circle.name}`))}
${stories("Stories", all(`circle ${circle.name}`))}
</div>`;
  return page({
    kind: "circle", look: "house", title: `${escape(circle.title)} · ${site}`, description: circle.summary, path: `/circles/${circle.name}/`,
    main, crumbs: [[site, "/"], [escape(circle.title)]], tag: `house_${circle.name}`,
  });
}

export function home() {
  const main = `<div class="welcome">
<header class="sheet">
<h1>${escape(shop.tagline)}</h1>
</header>
</div>
<div class="page">
<section class="section">
<h2>Circles</h2>
<div class="row circles">
${lines(circles, (circle) => `<a class="circle" href="/circles/${circle.name}/">
<span class="arch">
<span class="blank" aria-hidden="true">${initial(circle.title)}</span>
</span>
<b>${escape(circle.title)}</b> ${escape(circle.summary)}
</a>`)}
</div>
</section>
${shelf("Worth a look", products.slice(0, 6).map(houseCard))}
${people("Shared by people", creators)}
${stories("Stories", posts.slice(0, 6))}
${shelf("All products", products.slice(6).map(houseCard))}
</div>`;
  return page({ kind: "home", look: "house", title: `${site} · ${escape(shop.tagline)}`, description: shop.tagline, path: "/", main, tag: "house_home" });
}

export function missing() {
  const main = `<article class="notice">
<div class="niche" aria-hidden="true"></div>
<h1>Nothing on this shelf</h1>
<p class="lead">The page has moved, or the link lost a letter on its way.</p>
<a class="buy" href="/">Go to ${site}</a>
</article>`;
  return page({ kind: "missing", look: "house", title: site, description: shop.tagline, path: "/404.html", hidden: true, main });
}

export function sitemap() {
  const paths = ["/", ...products.map((item) => `/products/${item.name}/`), ...creators.map((item) => `/@${item.name}/`),
    ...posts.map((item) => `/posts/${item.name}/`), ...circles.map((item) => `/circles/${item.name}/`)];
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${lines(paths, (path) => `<url><loc>${absolute(path)}</loc></url>`)}
</urlset>
`;
}
