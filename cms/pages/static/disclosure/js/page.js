// Nothing here is needed to read a page: it shows the button that prints, where there is a script to print with.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The table of contents is open where there is room for it.
const wide = window.matchMedia("(min-width: 64rem)");
for (const contents of document.querySelectorAll("details.contents")) {
  contents.open = wide.matches;
}
