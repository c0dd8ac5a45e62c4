// Makes the frames with our guides as high as what they show. Runs on the site that embeds them, and hears
// nothing but a height from such a frame itself. Without it, one scrolls inside the frame.
(() => {
  "use strict";
  const frames = () => [...document.querySelectorAll('iframe[src*="/embed/"]')];
  addEventListener("message", ({ data, source }) => {
    if (data?.type !== "offswitch:height" || !Number.isFinite(data.height)) return;
    const frame = frames().find(({ contentWindow }) => contentWindow === source);
    if (frame) frame.height = Math.min(Math.max(Math.ceil(data.height), 200), 6000);
  });
  // Those that spoke before this ran are asked to say it again.
  for (const { contentWindow } of frames()) contentWindow?.postMessage({ type: "offswitch:ready" }, "*");
})();
