// What HTML and htmx leave to do: announce, copy, print, and put the browser's own country first.
// Stores nothing, and sends nothing that the address does not already say.
(() => {
  "use strict";
  document.documentElement.dataset.scripted = "";
  const page = () => document.getElementById("page");
  const plain = (address) => {
    const url = new URL(address, location.href);
    url.pathname = url.pathname.replace(/^\/partial\//, "/");
    url.searchParams.delete("stays");
    return url.pathname + url.search + url.hash;
  };

  // The server needs the address of the partial and nothing else.
  document.addEventListener("htmx-config-request", ({ detail }) => {
    for (const name of Object.keys(detail.ctx.request.headers)) {
      if (name.startsWith("HX-") && name !== "HX-Request") delete detail.ctx.request.headers[name];
    }
  });

  // When a partial cannot be had, the plain address says why, or works.
  const follow = (event) => {
    const request = event.detail.ctx?.request;
    if (!request?.action) return;
    location.assign(plain(request.action) + (request.anchor ? `#${request.anchor}` : ""));
  };
  document.addEventListener("htmx-error", follow);
  document.addEventListener("htmx-before-swap", (event) => {
    if (event.detail.ctx.response?.status < 400) return;
    event.preventDefault();
    follow(event);
  });

  document.addEventListener("htmx-after-swap", ({ detail }) => {
    const stays = Boolean(detail.ctx.hx?.replaceurl);
    // On the way back and forward the browser itself knows where the reader was.
    const returns = detail.ctx.target === document.body;
    prepare();
    if (!stays) {
      const anchor = detail.ctx.request?.anchor;
      const target = (anchor && document.getElementById(anchor)) || null;
      if (target) history.replaceState(history.state, "", `#${anchor}`);
      else if (!returns) scrollTo(0, 0);
      page().querySelector("h1")?.focus({ preventScroll: returns || Boolean(target) });
    }
    const words = document.getElementById("main").dataset.announcement;
    const announcement = document.getElementById("announcement");
    announcement.textContent = "";
    if (words) requestAnimationFrame(() => { announcement.textContent = words; });
  });

  // Without htmx a tick is kept by the plain form.
  if (!window.htmx) {
    document.addEventListener("change", ({ target }) => {
      if (target.form?.matches("[data-hx-trigger]")) target.form.submit();
    });
  }

  document.addEventListener("click", async ({ target }) => {
    const copy = target.closest("[data-copy-link]");
    if (copy) {
      const copied = await navigator.clipboard.writeText(copy.dataset.copyLink || location.href).then(() => true, () => false);
      copy.textContent = copied ? copy.dataset.copied : copy.dataset.notCopied;
      document.getElementById("announcement").textContent = copy.textContent;
    }
    if (target.closest("[data-print]")) print();
  });

  // On paper everything is open.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const each of opened) {
      each.dataset.name = each.name;
      each.name = "";
      each.open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const each of opened) {
      each.open = false;
      each.name = each.dataset.name;
    }
  });

  function prepare() {
    for (const each of document.querySelectorAll("[data-with-script]")) each.hidden = false;
    const slot = document.querySelector("[data-own-country]");
    const countries = document.querySelector("[data-countries]");
    if (!slot || slot.firstChild) return;
    const own = navigator.languages
      .map((language) => new Intl.Locale(language).region?.toLowerCase())
      .map((region) => region && countries.querySelector(`[data-place="${CSS.escape(region)}"]`))
      .find(Boolean);
    if (own) slot.append(own.cloneNode(true));
    window.htmx?.process(slot);
  }
  prepare();
})();
