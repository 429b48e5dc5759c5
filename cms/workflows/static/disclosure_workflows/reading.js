/* The frame in which a case shows its item is as high as what it shows, so that a phone scrolls once. Without this it
   has a height of its own and scrolls inside. */
"use strict";
for (const frame of document.querySelectorAll("iframe[data-reading]")) {
  const fit = () => {
    const shown = frame.contentDocument;
    if (!shown || !shown.body) return;
    frame.style.height = `${Math.ceil(shown.documentElement.getBoundingClientRect().height) + 2}px`;
  };
  const watch = () => {
    fit();
    if (frame.contentDocument && frame.contentDocument.body) new ResizeObserver(fit).observe(frame.contentDocument.documentElement);
  };
  frame.addEventListener("load", watch);
  if (frame.contentDocument && frame.contentDocument.readyState === "complete") watch();
}
