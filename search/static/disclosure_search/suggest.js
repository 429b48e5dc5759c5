// Suggestions while somebody types, as a combobox with a list. Without it nothing is missing: the form asks the same.
"use strict";

(() => {
  const PAUSE = 150; // milliseconds without a key before the site is asked
  const kept = new Map();
  let boxes = 0;

  function enhance(form) {
    const input = form.querySelector("input[name=q]");
    const address = form.dataset.suggest;
    if (!input || !address || !window.fetch) return;
    boxes += 1;
    const list = document.createElement("ul");
    list.className = "search-options";
    list.id = `search-options-${boxes}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.suggestLabel || "");
    list.hidden = true;
    const status = document.createElement("p");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    form.append(list, status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);

    let shown = [];
    let active = -1;
    let waiting = 0;
    let asking = null;

    function close() {
      window.clearTimeout(waiting);
      if (asking) asking.abort();
      asking = null;
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function choose(place) {
      const chosen = shown[place];
      close();
      if (chosen.url) {
        window.location.assign(chosen.url);
      } else {
        input.value = chosen.text;
        form.requestSubmit();
      }
    }

    function point(place) {
      const options = list.children;
      if (active >= 0 && options[active]) options[active].setAttribute("aria-selected", "false");
      active = place;
      if (place < 0) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      options[place].setAttribute("aria-selected", "true");
      options[place].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[place].id);
    }

    function show(suggestions) {
      shown = suggestions;
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.replaceChildren(
        ...shown.map((each, place) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${place}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.textContent = each.text; // text alone: nothing of an answer becomes markup
          option.addEventListener("pointerdown", (event) => event.preventDefault());
          option.addEventListener("click", () => choose(place));
          return option;
        })
      );
      list.hidden = shown.length === 0;
      input.setAttribute("aria-expanded", String(shown.length > 0));
      status.textContent = shown.length ? (form.dataset.suggestCount || "").replace("0", String(shown.length)) : "";
    }

    async function ask() {
      const typed = input.value.trim().slice(0, 40);
      if (!typed) {
        close();
        return;
      }
      if (asking) asking.abort();
      asking = new AbortController();
      const { signal } = asking;
      try {
        if (!kept.has(typed)) {
          const answer = await fetch(`${address}?q=${encodeURIComponent(typed)}`, {
            credentials: "same-origin",
            headers: { Accept: "application/json" },
            signal,
          });
          if (!answer.ok) {
            close();
            return;
          }
          const told = await answer.json();
          if (kept.size > 50) kept.clear();
          kept.set(typed, Array.isArray(told.suggestions) ? told.suggestions.slice(0, 10) : []);
        }
        if (!signal.aborted && document.activeElement === input) show(kept.get(typed));
      } catch {
        // aborted, or no network: the form still asks
      }
    }

    function soon() {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(ask, PAUSE);
    }

    input.addEventListener("input", (event) => {
      if (!event.isComposing) soon();
    });
    input.addEventListener("compositionend", soon);
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      const open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!open) {
          if (event.key === "ArrowDown" && input.value.trim()) ask();
          return;
        }
        event.preventDefault();
        const count = shown.length + 1; // the box itself is one of the places
        const step = event.key === "ArrowDown" ? 1 : -1;
        point(((active + 1 + step + count) % count) - 1);
      } else if (event.key === "Enter" && open && active >= 0) {
        event.preventDefault();
        choose(active);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        close();
      }
    });
  }

  for (const form of document.querySelectorAll("form[data-suggest]")) enhance(form);

  // The link to the filters opens them where they are folded.
  for (const link of document.querySelectorAll("a[href='#narrow']")) {
    link.addEventListener("click", () => {
      const narrow = document.getElementById("narrow");
      if (narrow instanceof HTMLDetailsElement) narrow.open = true;
    });
  }
})();
