// Passes the page on, copies its address, and adds the channel of ?c=… to the tag of what is clicked. Keeps nothing.
(() => {
  const page = document, phone = navigator;
  const tag = page.currentScript.dataset.tag, channel = new URLSearchParams(location.search).get("c") || "";
  const bar = page.querySelector(".share");

  // A signature stands outside the 64 characters that a tag may have.
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(channel)) {
    const fits = tag && tag.replace(/__.*/, "").length + channel.length < 64, place = RegExp("(^|[^a-z0-9_-]|%[0-9A-F]{2})" + tag + "(?![a-z0-9_-])", "gi");
    const add = (event) => {
      const link = event.target.closest("a[href]");
      if (!link || (bar && bar.contains(link))) return;
      if (link.origin !== location.origin) {
        if (fits) link.href = link.href.replace(place, "$1" + tag + "_" + channel);
      } else if (!/[?&]c=/.test(link.search)) {
        link.search += (link.search ? "&" : "?") + "c=" + channel;
      }
    };
    for (const kind of ["click", "auxclick"]) page.addEventListener(kind, add, true);
  }

  if (!bar) return;
  const copy = bar.querySelector("a:last-child"), words = copy.textContent;
  const done = () => { copy.textContent = words + " ✓" };
  const byHand = () => {
    const field = page.createElement("textarea");
    field.value = copy.href;
    bar.append(field);
    field.select();
    if (page.execCommand("copy")) done();
    field.remove();
  };
  copy.addEventListener("click", (event) => {
    event.preventDefault();
    phone.clipboard ? phone.clipboard.writeText(copy.href).then(done, byHand) : byHand();
  });
  if (/MicroMessenger/i.test(phone.userAgent)) {
    bar.classList.add("in-wechat");
    bar.querySelector("p").hidden = false;
  } else if (phone.share) {
    bar.firstElementChild.addEventListener("click", (event) => {
      event.preventDefault();
      phone.share({ url: copy.href }).catch((error) => { bar.open = error.name !== "AbortError" });
    });
  }
})();
