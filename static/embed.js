// In a frame: says how high the page is, opens what the address points to, and, where the frame may open no
// tabs, asks the page around it to follow a link. Says nothing else, and stores nothing.
(() => {
  "use strict";
  if (parent === self) return;

  // '#desktop', '#?secret=…' as WordPress adds it, or both. The secret tells WordPress which of its frames speaks.
  const read = () => /^#?([\w-]*)(?:#?\?secret=(\w+))?/.exec(location.hash);
  const secret = () => read()[2];
  const say = (words) => parent.postMessage(words, "*");

  const sayHeight = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    say(secret() ? { message: "height", value: height, secret: secret() } : { type: "offswitch:height", height });
  };

  const showTarget = () => {
    const target = read()[1] && document.getElementById(read()[1]);
    if (!target) return;
    const fold = target.closest("details");
    if (fold) fold.open = true;
    target.classList.add("is-target");
    scrollTo(0, target.getBoundingClientRect().top + scrollY);
  };

  // WordPress follows links to our own host only. One that leads elsewhere stands in the whole guide too.
  const within = (link) => {
    if (link.host === location.host) return link.href;
    const id = link.closest("[id]")?.id;
    return document.querySelector("[data-whole]").href + (id ? `#${id}` : "");
  };

  addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !secret() || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    say({ message: "link", value: within(link), secret: secret() });
  });

  // Who listens only now, or names the secret only now, has missed the first word.
  addEventListener("message", ({ source, data }) => {
    if (source !== parent) return;
    if (data?.type === "offswitch:ready" || (data?.message === "ready" && data.secret === secret())) sayHeight();
  });
  addEventListener("hashchange", () => { showTarget(); sayHeight(); });
  addEventListener("load", sayHeight);
  new ResizeObserver(sayHeight).observe(document.documentElement);
  showTarget();
})();
