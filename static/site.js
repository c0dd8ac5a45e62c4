// What HTML and htmx leave to do: announce, copy, print, put the browser's own country first, fill in letters.
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
  // Where the reader was on each page that was swapped away: a slow browser loses it on the way back.
  const heights = new Map();
  const isWayBack = ({ target }) => target === document.body;
  const isStay = ({ hx }) => Boolean(hx?.replaceurl);
  document.addEventListener("htmx-before-swap", (event) => {
    const { ctx } = event.detail;
    if (ctx.response?.status >= 400) {
      event.preventDefault();
      follow(event);
    } else if (!isStay(ctx) && !isWayBack(ctx)) {
      heights.set(location.href, scrollY);
    }
  });
  const returnTo = (height) => {
    scrollTo(0, height);
    window.navigation?.transition?.finished.then(() => scrollTo(0, height), () => {});
  };

  // A reader who is quick has gone back before this page was there: the address is another page's by now.
  const isLate = ({ hx, request }) => {
    const meant = new URL(hx?.pushurl ?? hx?.replaceurl ?? plain(request.action), location.href);
    return meant.pathname + meant.search !== location.pathname + location.search;
  };

  // The way on is asked for before the tap lands, and waits a minute for it.
  let ahead;
  const isAhead = (address) => address === ahead?.address && Date.now() - ahead.asked < 60_000;
  const askAhead = (way) => {
    const address = way.split("#")[0];
    if (isAhead(address) || navigator.connection?.saveData) return;
    const answer = fetch(location.origin + address, { headers: { "HX-Request": "true" } })
      .then(async (found) => new Response(await found.blob(), found));
    ahead = { address, answer, asked: Date.now() };
    answer.catch(() => { if (ahead?.answer === answer) ahead = undefined; });
  };
  document.addEventListener("htmx-before-request", ({ detail: { ctx } }) => {
    const answer = isAhead(ctx.request.action) && ahead.answer;
    if (!answer) return;
    // Used once; who comes here again finds it in the browser's cache.
    ahead.answer = undefined;
    const { signal } = ctx.request;
    ctx.fetch = () => new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      answer.then(resolve, reject);
    });
  });
  const whereFormLeads = (form) => {
    const answers = new URLSearchParams(new FormData(form));
    return form.dataset.hxGet + (answers.size ? `?${answers}` : "");
  };
  const comesNear = ({ target }) => {
    const way = target.closest?.(".ways [data-hx-get], .ways [type=submit]");
    if (way) askAhead(way.dataset.hxGet ?? whereFormLeads(way.form));
  };
  // Not pointerover: a pointer that nobody moves comes to rest on the buttons of the next page.
  for (const nearness of ["pointermove", "pointerdown", "focusin"]) {
    document.addEventListener(nearness, comesNear, { passive: true });
  }
  // Who has read down to it will most likely tap it. With answers in its address it is one reader's alone.
  addEventListener("scrollend", () => {
    const way = document.querySelector(".ways a.button[data-hx-get]");
    const { top, bottom } = way?.getBoundingClientRect() ?? {};
    if (top < innerHeight && bottom > 0 && !way.search) askAhead(way.dataset.hxGet);
  }, { passive: true });

  document.addEventListener("htmx-after-swap", ({ detail }) => {
    const returns = isWayBack(detail.ctx);
    prepare();
    if (isLate(detail.ctx)) return;
    if (!isStay(detail.ctx)) {
      const anchor = detail.ctx.request?.anchor;
      const target = (anchor && document.getElementById(anchor)) || null;
      if (target) history.replaceState(history.state, "", `#${anchor}`);
      else if (!returns) scrollTo(0, 0);
      else if (heights.has(location.href)) returnTo(heights.get(location.href));
      page().querySelector("h1")?.focus({ preventScroll: returns || Boolean(target) });
    }
    const words = document.getElementById("main").dataset.announcement;
    const announcement = document.getElementById("announcement");
    announcement.textContent = "";
    if (words) requestAnimationFrame(() => { announcement.textContent = words; });
  });

  // Without htmx a tick is kept by the plain form.
  document.addEventListener("change", ({ target }) => {
    if (!window.htmx && target.form?.matches("[data-hx-trigger]")) target.form.submit();
  });

  document.addEventListener("click", async ({ target }) => {
    const copy = target.closest("[data-copy-link], [data-copy-letter], [data-copy-from]");
    if (copy) {
      const field = "copyLetter" in copy.dataset ? letter() : document.getElementById(copy.dataset.copyFrom);
      const words = field ? field.value : copy.dataset.copyLink || location.href;
      const copied = await navigator.clipboard.writeText(words).then(() => true, () => false);
      copy.textContent = copied ? copy.dataset.copied : copy.dataset.notCopied;
      document.getElementById("announcement").textContent = copy.textContent;
    }
    if (target.closest("[data-print]")) print();
    const save = target.closest("[data-save]");
    if (save) {
      const file = document.createElement("a");
      file.href = URL.createObjectURL(new Blob([letter().value, "\n"], { type: "text/plain;charset=utf-8" }));
      file.download = save.dataset.save;
      file.click();
      setTimeout(() => URL.revokeObjectURL(file.href), 60_000);
    }
    if (target.closest("[data-restart]")) {
      compose();
      letter().focus();
    }
  });

  // A letter: what is typed stands in its fields and its text, and nowhere else.
  let composed; // As we wrote it: where the text differs, the reader has changed it.
  const letter = () => document.getElementById("text-to-send");
  const fields = () => [...document.querySelectorAll("[data-blank]")];
  const inLetter = (day) => {
    const language = letter().lang === "en" ? "en-GB" : letter().lang;
    return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(day);
  };
  const said = ({ type, value }) =>
    type === "date" && value ? inLetter(new Date(`${value}T12:00`)) : value.trim();
  const fill = (text) => fields().filter(said).reduce(
    (filled, field) => filled.replaceAll(field.dataset.blank, () => said(field)),
    text.replaceAll(letter().dataset.today, inLetter(new Date())),
  );
  function compose() {
    const left = fields().filter((field) => !said(field)).map((field) => field.dataset.only?.split(" ")).flat();
    const blocks = letter().defaultValue.split("\n\n").filter((_, number) => !left.includes(`${number}`));
    letter().value = fill(blocks.join("\n\n"));
    composed = letter().value;
    sayWhetherEdited();
  }
  const isEdited = () => letter().value !== composed;
  function sayWhetherEdited() {
    document.querySelector("[data-edited]").hidden = !isEdited();
  }
  document.addEventListener("input", ({ target }) => {
    if (target === letter()) sayWhetherEdited();
    if (target.matches("[data-blank]") && !isEdited()) compose();
  });
  // A name is whole when its field is left: only then it fills a blank of a text that the reader changed.
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-blank]") && isEdited()) letter().value = fill(letter().value);
  });
  // Some browsers keep the page itself for the way back.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted || !letter()) return;
    for (const field of fields()) field.value = "";
    compose();
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
    const text = letter();
    if (!text) return;
    // A field is cut through the middle of a line where a sheet ends.
    document.querySelector(".letter-paper")?.remove();
    const paper = document.createElement("div");
    paper.className = "letter-paper paper-only";
    paper.lang = text.lang;
    paper.dir = text.dir;
    paper.textContent = text.value;
    text.after(paper);
  });
  addEventListener("afterprint", () => {
    for (const each of opened) {
      each.open = false;
      each.name = each.dataset.name;
    }
    document.querySelector(".letter-paper")?.remove();
  });

  function prepare() {
    for (const each of document.querySelectorAll("[data-with-script]")) each.hidden = false;
    const room = letter()?.parentElement;
    if (room && !room.style.minBlockSize) {
      // Paragraphs that are left out leave their room: nothing jumps.
      room.style.minBlockSize = `${room.offsetHeight}px`;
      compose();
    }
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
