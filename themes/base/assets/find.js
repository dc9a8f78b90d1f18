// Finds products. Asks for nothing before the box is touched, and hides it again where the phone cannot.
(() => {
  const box = document.querySelector(".find"), field = box.querySelector("input"), list = box.querySelector("ul"),
    status = box.querySelector("[role=status]"), { from, root, none } = list.dataset;
  let engine, turn = 0;

  const start = () => engine = engine || import(from + "pagefind.js").then(async it => {
    await it.options({ baseUrl: "/" });
    await it.init();
    return it;
  }).catch(() => {
    box.hidden = true;
  });

  const row = found => {
    const item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("span"),
      title = document.createElement("b"), { at, picture } = found.meta;
    link.href = at;
    if (picture) {
      const photo = new Image();
      photo.src = picture;
      photo.alt = "";
      link.append(photo);
    }
    title.textContent = found.meta.title;
    text.append(title, found.meta.line || "");
    link.append(text);
    item.append(link);
    return item;
  };

  const find = async () => {
    const mine = ++turn, words = field.value.trim(), it = await start();
    if (!it) return;
    const { results } = words ? await it.search(words) : { results: [] };
    const found = await Promise.all(results.slice(0, 12).map(one => one.data()));
    if (mine !== turn) return;
    list.textContent = "";
    list.append(...found.map(row));
    status.textContent = words ? found.length || none : "";
    if (words && !found.length) {
      const line = document.createElement("p");
      line.textContent = none;
      list.append(document.createElement("li"));
      list.lastChild.append(line);
    }
  };

  box.hidden = false;
  field.onfocus = start;
  field.oninput = find;
})();
