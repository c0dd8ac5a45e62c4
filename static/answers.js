// Where the site is plain files, nobody reads a query. This does, in the page: it marks ticks, leaves out what
// does not concern the reader, turns labels into the chosen language, and dates reminders. Stores nothing; asks
// for nothing but other files of the site.
(() => {
  "use strict";
  // Names of answers, in the order of the address.
  const NAMES = ["have", "labels", "done", "guide"];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isSaid = (value) => /^[a-z0-9-]{1,100}$/i.test(value);
  const said = (name) => new URLSearchParams(location.search).getAll(name).filter(isSaid);
  const parts = (path) => path.split("/").slice(1);
  const file = (path) => fetch(location.origin + path).then((answer) => answer.text());
  const announce = (words) => { document.getElementById("announcement").textContent = words; };

  const query = (names, changed = {}) => {
    const pairs = names.flatMap((name) => [...new Set(changed[name] ?? said(name))].sort().map((value) => [name, value]));
    return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
  };
  const answer = (name, values) => {
    history.replaceState(history.state, "", location.pathname + query(NAMES, { [name]: values }) + location.hash);
    apply();
  };

  // Answers go along on the way through a guide, in every language. Files, lists and other guides get none.
  const WITHOUT = ["sources", "misreported", "handout", "share"];
  function carry() {
    const [first, guide] = parts(location.pathname);
    const kept = query(first === "go" ? ["have", "labels"] : NAMES);
    for (const link of all("#page a[href^='/']")) {
      const url = new URL(link.href);
      const [, slug, ...rest] = parts(url.pathname);
      if (!slug || slug !== guide || rest.some((part) => part.includes(".") || WITHOUT.includes(part))) continue;
      // The finish names the guide that leads to it; what it names stays.
      link.setAttribute("href", url.pathname + kept + url.hash);
    }
  }

  const boxes = () => all("[data-answers] input[type=checkbox]");
  function mark() {
    for (const box of boxes()) box.checked = said(box.name).includes(box.value);
  }

  // Of tasks about contents, those stay that the reader ticked, once they ticked any.
  function tailor() {
    const have = said("have");
    for (const task of all("[data-contents]")) {
      const contents = task.dataset.contents.split(" ").filter(Boolean);
      const has = contents.some((each) => have.includes(each));
      task.hidden = Boolean(contents.length && have.length && !has);
      const condition = task.querySelector(".condition");
      if (condition) condition.hidden = has;
    }
  }

  function count() {
    const shown = boxes().filter((box) => !box.closest("[hidden]"));
    const done = shown.filter((box) => box.checked).length;
    const words = document.querySelector("#progress[data-words]");
    if (words) {
      words.textContent = words.dataset.words.replace("{done}", done).replace("{total}", shown.length);
      Object.assign(words.parentElement.querySelector("progress"), { max: shown.length, value: done });
      finish(shown.filter((box) => !box.closest("[data-optional]")).every((box) => box.checked));
      return words.textContent;
    }
    const counts = document.querySelector("[data-counts]");
    if (counts) counts.textContent = counts.dataset.counts.split("|")[done];
    return counts?.textContent;
  }
  function finish(isFinished) {
    for (const each of all("[data-when-finished]")) each.hidden = !isFinished;
    const heading = document.querySelector("[data-finished]");
    if (heading) {
      heading.dataset.unfinished ??= heading.textContent;
      heading.textContent = isFinished ? heading.dataset.finished : heading.dataset.unfinished;
      heading.closest("section").classList.toggle("is-finished", isFinished);
    }
    const others = all("li[data-guide]");
    for (const each of others) each.hidden = said("guide").includes(each.dataset.guide);
    if (others.length) others[0].closest("section").hidden = others.every((each) => each.hidden);
  }

  // The words of the service in every language stand in a table of the walkthrough.
  let fetched;
  async function labelTable() {
    const here = document.querySelector(".label-table");
    if (here) return here;
    const [language, guide] = parts(location.pathname);
    fetched ??= file(`/partial/${language}/${guide}/settings/`)
      .then((text) => new DOMParser().parseFromString(text, "text/html").querySelector(".label-table"));
    return fetched.catch(() => null);
  }
  async function turnLabels() {
    const [wanted] = said("labels");
    if (!document.querySelector("[data-label]") || !(wanted || document.querySelector(".label-table"))) return;
    const table = await labelTable();
    if (!table) return;
    const offered = all("#labels option").map((option) => option.value);
    const usual = table.dataset.chosen;
    const language = wanted && (!offered.length || offered.includes(wanted)) ? wanted : usual;
    const words = (code, key) => table.querySelector(`[data-language="${CSS.escape(code)}"] [data-words="${CSS.escape(key)}"]`);
    for (const label of all("[data-label]")) {
      if (label.closest(".label-table")) continue;
      const { label: key } = label.dataset;
      const cell = words(language, key) ?? table.querySelector(`[data-words="${CSS.escape(key)}"]`);
      if (!cell) continue;
      if (label.matches(".screen-label")) {
        const plain = cell.querySelector("[data-label]");
        label.textContent = plain.textContent;
        label.lang = plain.lang;
      } else {
        const { nextElementSibling: beside } = label;
        if (beside?.matches(".beside")) {
          while (label.nextSibling !== beside) label.nextSibling.remove();
          beside.remove();
        }
        label.replaceWith(...cell.cloneNode(true).childNodes);
      }
    }
    const turned = document.querySelector("[data-turns-with]");
    if (turned) {
      const key = turned.dataset.turnsWith;
      turned.hidden = Boolean(words(language, key)) === Boolean(words(usual, key));
      turned.previousElementSibling.hidden = !turned.hidden;
    }
    const select = document.getElementById("labels");
    if (select) select.value = language;
    const gaps = document.querySelector(".labels .quiet");
    if (gaps) gaps.hidden = all(".path [data-label]").every((label) => words(language, label.dataset.label));
  }

  // The languages that the browser asks for come first.
  function ownLanguagesFirst() {
    const list = document.querySelector("[data-languages]");
    for (const tag of list ? [...navigator.languages].reverse() : []) {
      const own = list.querySelector(`:scope > [lang="${CSS.escape(tag.split("-")[0].toLowerCase())}"]`);
      if (own) list.prepend(own);
    }
  }

  const isoDay = (day) => day.toISOString().slice(0, 10);
  const later = (start, months, days) => {
    const [year, month, date] = start.split("-").map(Number);
    const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
    return isoDay(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last) + days)));
  };
  function startToday() {
    const form = document.querySelector("form[data-reminder]");
    if (!form || form.dataset.isDated) return;
    const now = new Date();
    form.elements.date.value = isoDay(new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())));
    form.dataset.isDated = "";
  }
  // The file of the export, for the day that the reader names. Lines of a calendar are at most 75 bytes long.
  const folded = (line) => {
    const encoder = new TextEncoder();
    let size = 0;
    return [...line].map((character) => {
      const bytes = encoder.encode(character).length;
      const breaks = size + bytes > 74;
      size = breaks ? bytes + 1 : size + bytes;
      return breaks ? `\r\n ${character}` : character;
    }).join("");
  };
  async function remind(form) {
    const { reminder, day, months, days } = form.dataset;
    const start = form.elements.date.value || reminder;
    const due = later(start, Number(months), Number(days));
    const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
    const inWords = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(`${start}T12:00`));
    const escaped = (words) => words.replace(/[,;\\]/g, "\\$&");
    const bare = (each) => each.replaceAll("-", "");
    const text = await file(new URL(form.action).pathname);
    const lines = text.replace(/\r?\n[ \t]/g, "").split(/\r?\n/).map((line) => line
      .replace(/^UID:.*/, `$&-${start}`)
      .replace(/^(DTSTAMP[^:]*:)\d{8}/, `$1${bare(start)}`)
      .replace(/^(DTSTART[^:]*:)\d{8}/, `$1${bare(due)}`)
      .replace(/^(DTEND[^:]*:)\d{8}/, `$1${bare(later(due, 0, 1))}`)
      .replace(/^DESCRIPTION.*/, (said) => said.replace(escaped(day), () => escaped(inWords))));
    const calendar = document.createElement("a");
    calendar.href = URL.createObjectURL(new Blob([lines.map(folded).join("\r\n")], { type: "text/calendar" }));
    calendar.download = form.action.split("/").pop();
    calendar.click();
    setTimeout(() => URL.revokeObjectURL(calendar.href), 60_000);
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-reminder]")) return;
    event.preventDefault();
    remind(event.target).catch(() => location.assign(event.target.action));
  });

  document.addEventListener("change", ({ target }) => {
    if (!target.closest("[data-answers]")) return;
    if (target.id === "labels") {
      answer("labels", target.value === document.querySelector(".label-table").dataset.chosen ? [] : [target.value]);
      announce(target.dataset.announcement);
      return;
    }
    const own = boxes().filter(({ name }) => name === target.name);
    const others = said(target.name).filter((value) => !own.some((box) => box.value === value));
    answer(target.name, [...others, ...own.filter((box) => box.checked).map((box) => box.value)]);
    announce(count());
  });

  function apply() {
    mark();
    tailor();
    count();
    turnLabels();
    carry();
    startToday();
    ownLanguagesFirst();
  }
  // A file cannot say which address it stands for: the link does.
  document.addEventListener("htmx-before-swap", ({ target, detail: { ctx } }) => {
    const link = ctx.sourceElement?.closest?.("a[href]");
    if (target === document.body || !link) return;
    const { pathname, search } = new URL(link.href);
    ctx.hx = { ...ctx.hx, pushurl: pathname + search };
  });
  document.addEventListener("htmx-after-swap", apply);
  addEventListener("popstate", apply);
  apply();
})();
