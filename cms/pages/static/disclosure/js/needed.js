// What is missing before the submission: a click goes to the field on whatever tab it stands, and what is typed is counted.
(() => {
  const PREFIX = '#lacks-';
  const form = () => document.getElementById('page-edit-form');
  const field = (name) => form().elements.namedItem(name);
  const deleted = (each) => each.value === '1' || each.value === 'true';

  function place(name) {
    const own = document.getElementById(`id_${name}`) || form().querySelector(`[data-contentpath="${CSS.escape(name)}"]`);
    return own || document.getElementById(`inline_child_${name}`) || document.getElementById(`id_${name}-FORMS`)
      || (field(`${name}-count`) || field(name));
  }

  function open(element) {
    for (let box = element; box && box !== form(); box = box.parentElement) {
      if (box.getAttribute('role') === 'tabpanel') {
        const tab = document.querySelector(`[role=tab][href="#${box.id}"]`);
        if (tab && tab.getAttribute('aria-selected') !== 'true') tab.click();
      }
      const toggle = box.matches('section[data-panel]') && box.querySelector('[data-panel-toggle]');
      if (toggle && toggle.getAttribute('aria-expanded') === 'false') toggle.click();
    }
  }

  function go(hash) {
    if (!hash.startsWith(PREFIX) || !form()) return false;
    const found = place(decodeURIComponent(hash.slice(PREFIX.length)));
    if (!found) return false;
    const element = found instanceof RadioNodeList ? found[0] : found;
    open(element);
    setTimeout(() => look(element), 50); // the tab is drawn first
    return true;
  }

  function look(element) {
    const box = element.closest('.w-panel__wrapper, .w-panel__content') || element;
    const seen = (each) => each.offsetParent !== null && !each.disabled && each.type !== 'hidden';
    const first = seen(element) && element.matches('input, select, textarea')
      ? element
      : [...box.querySelectorAll('[contenteditable=true], input, select, textarea, button, a.button')].find(seen);
    (first || box).scrollIntoView({ block: 'center' });
    (first || box).focus({ preventScroll: true });
  }

  function filled(name) {
    const total = field(`${name}-TOTAL_FORMS`);
    if (total) {
      const gone = [...form().querySelectorAll(`input[name^="${name}-"][name$="-DELETE"]`)].filter((each) => !each.name.includes('__prefix__') && deleted(each));
      return Number(total.value) > gone.length;
    }
    const blocks = field(`${name}-count`);
    if (blocks) {
      const gone = [...form().querySelectorAll(`input[name^="${name}-"][name$="-deleted"]`)].filter((each) => /^\d+-deleted$/.test(each.name.slice(name.length + 1)) && deleted(each));
      return Number(blocks.value) > gone.length;
    }
    const control = field(name);
    if (!control) return false;
    const value = (control.value || '').trim();
    if (!value.startsWith('{')) return value !== '' && value !== 'null';
    try { // a rich text: its script keeps it as JSON
      return (JSON.parse(value).blocks || []).some((each) => each.text.trim());
    } catch { return true; }
  }

  function count() {
    const box = document.getElementById('needed');
    if (!box || !form()) return;
    box.querySelectorAll('[data-empty]').forEach((each) => { each.hidden = filled(each.dataset.empty); });
    const left = box.querySelectorAll('li:not([hidden])').length;
    const words = left === 0 ? box.dataset.none : left === 1 ? box.dataset.one : box.dataset.many.replace('%s', left);
    const line = box.querySelector('.needed-count');
    if (line.textContent !== words) line.textContent = words;
    box.classList.toggle('complete', left === 0);
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest(`a[href^="${PREFIX}"]`);
    if (link && go(link.getAttribute('href'))) event.preventDefault();
  });
  window.addEventListener('load', () => {
    if (!form()) return;
    count();
    let waits;
    const later = () => { clearTimeout(waits); waits = setTimeout(count, 400); };
    ['input', 'change', 'click'].forEach((kind) => form().addEventListener(kind, later));
    new MutationObserver(later).observe(form(), { subtree: true, childList: true });
    setTimeout(() => go(window.location.hash), 0);
  });
})();
