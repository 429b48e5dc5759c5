// Nothing here is needed to read a page: it shows the button that prints, where there is a script to print with.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Contents and filters are open where there is room for them.
const wide = window.matchMedia("(min-width: 64rem)");
for (const details of document.querySelectorAll("details[data-open-when-wide]")) {
  details.open = wide.matches;
}
