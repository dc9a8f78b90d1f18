// Passes the page on, copies its address, adds the channel of ?c=… to the tag of what is clicked, takes down offers
// that have ended, and says when the page is moved. Keeps nothing.
(() => {
  const page = document, phone = navigator, bar = page.querySelector(".share"),
    tag = page.currentScript.dataset.tag, c = new URLSearchParams(location.search).get("c") || "";

  // A signature stands outside the 64 characters that a tag may have.
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(c)) {
    const fits = tag && tag.replace(/__.*/, "").length + c.length < 64, spot = RegExp("(^|[^\\w-]|%[0-9A-F]{2})" + tag + "(?![\\w-])", "gi");
    const add = e => {
      const link = e.target.closest("a[href]");
      if (!link || link.closest(".share")) return;
      if (link.host !== location.host) {
        if (fits) link.href = link.href.replace(spot, "$1" + tag + "_" + c);
      } else if (!/[?&]c=/.test(link.search)) {
        link.search += (link.search ? "&" : "?") + "c=" + c;
      }
    };
    for (const on of ["click", "auxclick"]) page.addEventListener(on, add, true);
  }

  // What goes with an offer gives way to what holds afterwards, also when one comes back to a page left open.
  (onfocus = () => {
    for (const it of page.querySelectorAll("[data-until]")) {
      const { until, then } = it.dataset;
      if (until <= Date.now()) then ? it[it.href ? "href" : "textContent"] = then : it.remove();
    }
  })();

  // What waited below is laid out, and its photos are asked for as usual: see rest.css.
  onscroll = () => page.body.classList.add("moved");

  if (!bar) return;
  const copy = bar.querySelector("a:last-child"), text = copy.textContent,
    done = () => copy.textContent = text + " ✓",
    byHand = () => {
      const box = page.createElement("input");
      box.value = copy.href;
      bar.append(box);
      box.select();
      if (page.execCommand("copy")) done();
      box.remove();
    };
  copy.onclick = e => {
    e.preventDefault();
    phone.clipboard ? phone.clipboard.writeText(copy.href).then(done, byHand) : byHand();
  };
  if (/MicroMessenger/i.test(phone.userAgent)) {
    bar.classList.add("in-wechat");
    bar.querySelector("p").hidden = false;
  } else if (phone.share) {
    bar.firstElementChild.onclick = e => {
      e.preventDefault();
      phone.share({ url: copy.href }).catch(e => bar.open = e.name !== "AbortError");
    };
  }
})();
