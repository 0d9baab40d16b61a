// The entry screen: nothing typed is lost. Kept on the server while typing, in this browser while that cannot be reached.
"use strict";
(() => {
  const desk = window.deskEntry;
  if (!desk) return;
  const { root, form, post, say } = desk;
  const KEY = `halqa-entry:${root.dataset.user}:${root.dataset.seat}`;
  const TAB = `halqa-tab:${root.dataset.seat}`;
  const TYPING = 800, BEAT = 20000, AGAIN = 4000, ANSWER = 15000; // milliseconds
  const NOT_TYPED = new Set(["csrfmiddlewaretoken", "seen", "token", "answered", "revision", "tab", "message", "photo"]);
  const MANY = "further_sources";
  const hidden = form.elements;
  const line = form.querySelector("[data-kept]");
  let timer, busy = false, unsent = false, away = false, leaving = false, trouble = false;
  let asking = false, sure = false, held = false;

  // A tab keeps its name over a reload; a duplicated tab gets one of its own, because the name is taken off while it is open.
  function claim() {
    const name = sessionStorage.getItem(TAB) || Math.random().toString(36).slice(2);
    sessionStorage.removeItem(TAB);
    hidden.tab.value = name;
  }

  function typed() {
    const all = { [MANY]: [] };
    for (const [name, value] of new FormData(form)) {
      if (NOT_TYPED.has(name) || typeof value !== "string") continue;
      if (name === MANY) all[MANY].push(value);
      else all[name] = value;
    }
    return { ...all, [MANY]: all[MANY].join(",") };
  }

  function put(texts) {
    for (const [name, text] of Object.entries(texts)) {
      if (name === MANY) {
        const chosen = new Set(text.split(","));
        form.querySelectorAll(`[name="${MANY}"]`).forEach((box) => { box.checked = chosen.has(box.value); });
      } else if (hidden[name]) hidden[name].value = text;
    }
    form.querySelectorAll("details.entry-more").forEach((fold) => {
      if ([...fold.querySelectorAll("input,textarea,select")].some((e) => e.type !== "checkbox" && e.value)) fold.open = true;
    });
    form.dispatchEvent(new Event("halqa-put"));
    if (desk.totals) desk.totals();
    if (desk.check) desk.check();
  }

  function store() {
    const copy = { typed: typed(), token: hidden.token.value, seen: hidden.seen.value, revision: hidden.revision.value };
    try { localStorage.setItem(KEY, JSON.stringify(copy)); } catch { /* private windows have no room */ }
  }
  function stored() {
    try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; }
  }
  const forget = () => { try { localStorage.removeItem(KEY); } catch { /* nothing was there */ } };

  function body(withFigures, more = {}) {
    const data = new URLSearchParams();
    const meta = ["seen", "token", "revision", "tab"].map((name) => [name, hidden[name].value]);
    for (const [name, value] of [...meta, ...Object.entries(more)]) data.append(name, value);
    if (!withFigures) return data;
    data.append("typed", "yes");
    for (const [name, text] of Object.entries(typed())) {
      if (name !== MANY) data.append(name, text);
      else text.split(",").filter(Boolean).forEach((key) => data.append(MANY, key));
    }
    return data;
  }

  const tell = (text, bad = false) => { line.textContent = text; line.classList.toggle("is-bad", bad); };
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };

  function news(answer) {
    const others = root.querySelector("[data-others]"), newer = root.querySelector("[data-newer]");
    if (others.textContent !== answer.others) others.textContent = answer.others;
    others.hidden = !answer.others;
    newer.hidden = !answer.newer;
    if (!answer.newer || newer.dataset.told === answer.newer.sentence) return;
    const link = document.createElement("a");
    Object.assign(link, { href: answer.newer.look, target: "_blank", rel: "noopener", textContent: say("Look") });
    newer.replaceChildren(`${answer.newer.sentence} `, link);
    newer.dataset.told = answer.newer.sentence;
  }

  function clash(answer) {
    const place = root.querySelector("[data-clash]");
    place.hidden = !answer.clash;
    if (!answer.clash) return place.replaceChildren();
    const mine = button(say("Mine"), () => { place.hidden = true; send({ mine: "yes" }); });
    const theirs = button(say("Theirs"), () => {
      place.hidden = true;
      hidden.revision.value = answer.revision;
      put(answer.theirs);
      send({ mine: "yes" });
    });
    return place.replaceChildren(`${answer.clash} `, ...(answer.theirs ? [mine, " ", theirs] : []));
  }

  function failed(reply) {
    away = trouble = true;
    tell(say(reply.out ? "Out" : reply.ill ? "Ill" : "Lost"), true);
    clearTimeout(timer);
    timer = setTimeout(send, AGAIN);
  }

  async function send(more = {}) {
    if (busy || asking || leaving) return;
    busy = true;
    const now = JSON.stringify(typed());
    const reply = await post(root.dataset.draft, body(true, more));
    busy = false;
    if (leaving) return;
    if (!reply.answer) return failed(reply);
    news(reply.answer);
    if (reply.answer.token) { // what this page had typed is recorded or discarded: what is typed now is another count
      hidden.token.value = reply.answer.token;
      return send();
    }
    clash(reply.answer);
    if (!reply.answer.kept) return;
    hidden.revision.value = reply.answer.revision;
    tell(held ? say("Again") : away ? `${say("Back")} ${reply.answer.state}` : reply.answer.state, held);
    away = trouble = false;
    form.querySelector("[data-discard-fold]").hidden = false;
    unsent = JSON.stringify(typed()) !== now;
    if (unsent) later();
    else forget();
  }

  function later(wait = TYPING) {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  }

  async function beat() {
    if (busy || asking || leaving) return;
    if (unsent || trouble) return send();
    const reply = await post(root.dataset.draft, body(false));
    if (reply.answer) news(reply.answer);
    else if (reply.out) tell(say("Out"), true);
  }

  form.addEventListener("input", (event) => {
    if (NOT_TYPED.has(event.target.name)) return;
    unsent = true;
    store();
    if (!trouble) later();
  });
  // Only once the server has just answered does the page leave: the browser's own error page would take its place, and
  // the photo. What was held back waits for the editor: nobody saves unseen what was typed a while ago.
  async function setOut(submitter, drops) {
    asking = true;
    clearTimeout(timer);
    store();
    tell(say("Sending"));
    const reply = await post(root.dataset.draft, body(!drops), { signal: AbortSignal.timeout(ANSWER) });
    asking = false;
    held = Boolean(reply.lost);
    if (held || reply.out) {
      unsent = !drops || unsent;
      failed(reply);
      return held ? tell(say(reply.ill ? "Waits" : "Held"), true) : undefined;
    }
    sure = true;
    form.requestSubmit(submitter);
    sure = false;
    return undefined;
  }

  form.addEventListener("submit", (event) => {
    const drops = Boolean(event.submitter && "discard" in event.submitter.dataset);
    if (!sure && !leaving) {
      event.preventDefault();
      if (!asking) setOut(event.submitter, drops);
      return;
    }
    leaving = true;
    if (drops) forget();
    else store();
  });
  addEventListener("pagehide", () => {
    sessionStorage.setItem(TAB, hidden.tab.value);
    if (unsent && !leaving) post(root.dataset.draft, body(true), { keepalive: true });
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { leaving = busy = false; claim(); beat(); } });
  addEventListener("online", () => { if (trouble) later(0); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) beat(); });
  setInterval(beat, BEAT);
  claim();

  // What this browser kept is put back unless it was recorded, or something else was typed elsewhere since.
  async function reopen() {
    if (root.dataset.refused) { forget(); unsent = true; return send(); }
    const copy = stored();
    if (!copy || JSON.stringify(copy.typed) === JSON.stringify(typed())) { forget(); return beat(); }
    const { answer } = await post(root.dataset.draft, new URLSearchParams({ token: copy.token, seen: hidden.seen.value }));
    if (answer && answer.token) return forget(); // recorded or discarded
    if (unsent) return undefined; // typing has begun anew
    const take = () => {
      hidden.token.value = copy.token;
      hidden.seen.value = String(Math.min(Number(copy.seen), Number(hidden.seen.value)));
      put(copy.typed);
      unsent = true;
      store();
      return send({ mine: "yes" });
    };
    const place = root.querySelector("[data-back]");
    place.hidden = false;
    if (copy.revision === hidden.revision.value) {
      place.replaceChildren(say("Browser"));
      return take();
    }
    return place.replaceChildren(`${say("Older")} `, button(say("Take"), () => { place.hidden = true; take(); }));
  }
  reopen();
})();
