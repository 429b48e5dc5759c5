// Keeps what somebody types on the server every few seconds, for them alone: no version comes of it, and no author.
(() => {
  const script = document.currentScript;
  const TOO_OLD = 5 * 60 * 1000; // so long after the last answer a save first asks whether the session still stands
  const found = window.location.pathname.match(/^(.*\/)pages\/(?:(\d+)\/edit|add\/([^/]+)\/([^/]+)\/(\d+))\/$/);

  function start() {
    const form = document.getElementById('page-edit-form');
    if (!form || !found) return;
    const [, root, page, app, model, parent] = found;
    const address = page ? `${root}unsaved/${page}/` : `${root}unsaved/new/${app}/${model}/${parent}/`;
    let user = null;
    let token = '';
    let seconds = 10;
    let bytes = 2000000;
    let last = null;
    let answered = Date.now();
    let lost = false;
    let sending = null;
    let stopped = false;

    const written = () => {
      const data = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (typeof value === 'string' && name !== 'csrfmiddlewaretoken') data.append(name, value);
      }
      return data.toString();
    };

    const line = document.createElement('p');
    line.className = 'unsaved-line';
    line.setAttribute('role', 'status');
    const footer = document.querySelector('footer.footer, footer');
    if (footer) footer.append(line);

    const banner = document.createElement('div');
    banner.className = 'unsaved-banner';
    banner.id = 'unsaved-banner';
    banner.setAttribute('role', 'alert');
    function warn(words, withLink) {
      lost = true;
      banner.textContent = `${words} `;
      if (withLink) {
        const link = document.createElement('a');
        link.href = `${root}login/`;
        link.target = '_blank';
        link.rel = 'noopener';
        link.textContent = script.dataset.again;
        banner.append(link);
      }
      if (!banner.isConnected) form.before(banner);
    }
    function well() {
      lost = false;
      answered = Date.now();
      banner.remove();
    }

    async function ask(options = {}) {
      let response;
      try {
        response = await fetch(address, { credentials: 'same-origin', redirect: 'manual', cache: 'no-store', ...options });
      } catch (error) {
        if (error.name !== 'AbortError') warn(script.dataset.lost, false);
        return null;
      }
      if (response.status === 404) { // no item of ours: nothing is kept of it
        stopped = true;
        return null;
      }
      const is_json = (response.headers.get('Content-Type') || '').includes('json');
      if (!is_json) { // sent to the log-in, or a token of an older session
        warn(response.status >= 500 ? script.dataset.lost : script.dataset.ended, response.status < 500);
        return null;
      }
      const answer = await response.json();
      if (!response.ok) {
        line.textContent = answer.words || '';
        if (response.status !== 413) warn(answer.words || script.dataset.ended, false);
        return null;
      }
      well();
      return answer;
    }

    /** Whether the session still stands, and is of who opened the form; then its token is the form's. */
    async function look() {
      const answer = await ask();
      if (answer === null) return false;
      if (user !== null && answer.user !== user) {
        warn(script.dataset.ended, true);
        return false;
      }
      ({ user, token, seconds, bytes } = answer);
      const field = form.querySelector('input[name=csrfmiddlewaretoken]');
      if (field) field.value = token;
      return true;
    }

    async function keep() {
      const data = written();
      if (stopped || sending || data === last) return;
      if ((lost || user === null) && !(await look())) return;
      if (data.length > bytes) {
        line.textContent = script.dataset.long;
        return;
      }
      sending = new AbortController();
      const headers = { 'X-CSRFToken': token, 'X-Form-Of': String(user), 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' };
      const answer = await ask({ method: 'POST', headers, body: data, signal: sending.signal });
      sending = null;
      if (answer !== null) {
        last = data;
        line.textContent = answer.words;
      }
    }

    async function again() {
      await keep();
      if (!stopped) setTimeout(again, seconds * 1000);
    }

    form.addEventListener('submit', (event) => {
      if (event.target !== form) return;
      if (!lost && Date.now() - answered < TOO_OLD) {
        stopped = true;
        if (sending) sending.abort();
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      look().then((stands) => {
        if (!stands) {
          form.querySelectorAll('[data-w-progress-loading-value]').forEach((each) => each.setAttribute('data-w-progress-loading-value', 'false'));
          return;
        }
        if (submitter && submitter.name) {
          const named = document.createElement('input');
          Object.assign(named, { type: 'hidden', name: submitter.name, value: submitter.value });
          form.append(named);
        }
        form.requestSubmit();
      });
    }, true);

    // What the form says before anybody types is what was saved, unless the server says that it was not.
    const forced = form.dataset.wUnsavedForceValue === 'true';
    setTimeout(async () => {
      if (!forced) last = written();
      if (await look()) setTimeout(again, seconds * 1000);
      else setTimeout(again, 60 * 1000);
    }, 1500);
  }

  if (document.readyState === 'complete') start();
  else window.addEventListener('load', start);
})();
