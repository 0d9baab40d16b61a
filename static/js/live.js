/* Keeps an open page true. It asks results.json whether the count has moved; if so it fetches the page's own address and
   carries over what differs there, so that all words stay the server's and focus, opened parts and scrolling the reader's.
   Without this script, or before it is there, the page says what was known when it was loaded. */
(() => {
  "use strict";
  const place = document.querySelector("[data-live]");
  if (!place) return;
  const LIVE = ["main", ".colophon"]; // what may change
  const MARKED = 30000; // ms
  const TOLD = 4; // of what is new, so many are told to a screen reader
  const LONGEST = 600; // s to which failures draw out the time between two questions
  const PATIENCE = 15000; // ms for an answer
  const TICK = 15000; // ms, to write the age anew
  const [status, lost] = place.children;
  const connection = navigator.connection || {};
  const moment = () => [Date.now(), performance.now()];
  // One clock can be set, the other stands still while a machine sleeps.
  const since = ([wall, steady]) => Math.max(Date.now() - wall, performance.now() - steady);
  let shown = [place.dataset.version, place.dataset.phase].map(Number);
  let before = parts(document.cloneNode(true)); // as the server made it, before scripts and readers change it
  let figures = null; // the last answer of results.json
  let every = Number(place.dataset.every);
  let failed = 0;
  let heard = moment();
  let asked = heard;
  let pause = 0; // ms from one question to the next
  let asking = false;
  let timer = 0;
  let fading = 0;

  function parts(page) {
    return LIVE.map((selector) => page.querySelector(selector));
  }

  const later = ([version, phase], [other, moment]) => version > other || (version === other && phase > moment);
  const same = (one, other) =>
    one.nodeName === other.nodeName &&
    (one.nodeType !== Node.ELEMENT_NODE || one.getAttribute("data-seat") === other.getAttribute("data-seat"));

  function mark(node) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const row = element && element.closest("a[data-seat], tr, li, h1");
    if (row && !row.closest(".legend, .totals")) row.classList.add("is-new");
  }

  // What is neither at the start nor at the end of both is taken out and put in; the rest is compared in itself.
  function carryChildren(live, old, fresh) {
    const [a, b, c] = [live.childNodes, old.childNodes, fresh.childNodes].map((nodes) => [...nodes]);
    // A script adds nodes to the live page after those that the server made, such as a tooltip to its map.
    const known = a.length >= b.length && b.every((node, i) => same(node, a[i]));
    const most = known ? Math.min(b.length, c.length) : 0;
    let [head, tail] = [0, 0];
    while (head < most && same(b[head], c[head])) head += 1;
    while (tail < most - head && same(b.at(-1 - tail), c.at(-1 - tail))) tail += 1;
    for (let i = 0; i < head; i += 1) carry(a[i], b[i], c[i]);
    for (let i = 1; i <= tail; i += 1) carry(a[b.length - i], b.at(-i), c.at(-i));
    const gone = a.slice(head, known ? b.length - tail : a.length);
    exchange(live, gone, c.slice(head, c.length - tail), (known && a[b.length - tail]) || null, b);
  }

  function exchange(parent, gone, come, next, known) {
    const focused = gone.find((node) => node.contains(document.activeElement)) && document.activeElement.getAttribute("href");
    for (const node of gone) node.remove();
    for (const node of come) {
      const live = parent.insertBefore(document.importNode(node, true), next);
      if (!known.some((other) => other.isEqualNode(node))) mark(live);
    }
    const again = focused && parent.querySelector(`[href="${CSS.escape(focused)}"]`);
    if (again) again.focus({ preventScroll: true });
  }

  // Carry over to `live` what the server changed from `old` to `fresh`, and nothing else.
  function carry(live, old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      live.nodeValue = fresh.nodeValue;
      return mark(live);
    }
    for (const { name } of [...old.attributes, ...fresh.attributes]) {
      const value = fresh.getAttribute(name);
      if (value === old.getAttribute(name)) continue;
      if (value === null) live.removeAttribute(name);
      else live.setAttribute(name, value);
      if (name === "class" || name === "aria-label") mark(live);
    }
    carryChildren(live, old, fresh);
  }

  function text(node) {
    const found = document.createNodeIterator(node, NodeFilter.SHOW_TEXT);
    const said = [];
    for (let next = found.nextNode(); next; next = found.nextNode()) said.push(next.nodeValue.trim());
    return said.filter(Boolean).join(" ");
  }

  // The headline if it is new, then each marked seat or row once: by the name of its link, else by its words.
  function tell() {
    const said = new Map();
    for (const node of document.querySelectorAll("main .is-new")) {
      const seat = node.closest("[data-seat]");
      const key = node.localName === "h1" ? node : (seat && seat.dataset.seat) || node;
      const name = node.getAttribute("aria-label");
      if (name || !said.has(key)) said.set(key, name || text(node));
    }
    status.textContent = [...said.values()].slice(0, TOLD).join(". ");
  }

  function fade() {
    for (const node of document.querySelectorAll(".is-new")) node.classList.remove("is-new");
  }

  function show(page) {
    const next = parts(page);
    fade();
    parts(document).forEach((live, i) => live && before[i] && next[i] && carry(live, before[i], next[i]));
    before = next;
    document.title = page.title;
    clearTimeout(fading);
    fading = setTimeout(fade, MARKED);
    tell();
    document.dispatchEvent(new Event("halqa:changed"));
  }

  async function ask(address) {
    const answer = await fetch(address, { cache: "no-cache", credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw answer;
    return answer;
  }

  const styles = (page) => [...page.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href")).join();

  // This page as it is now. A site that was renewed meanwhile is loaded whole: its pages need its own styles and scripts.
  async function renew() {
    const page = new DOMParser().parseFromString(await (await ask(location.href)).text(), "text/html");
    const found = page.querySelector("[data-live]");
    if (!found || styles(page) !== styles(document)) return location.reload();
    const state = [found.dataset.version, found.dataset.phase].map(Number);
    if (!later(state, shown)) return;
    shown = state;
    show(page);
  }

  // Other seats' votes are no reason to fetch a page about this one.
  function concerns(old, fresh) {
    const shown = [...document.querySelectorAll("main [data-seat]")].map((node) => node.dataset.seat);
    const own = new Set(place.dataset.of ? place.dataset.of.split(" ") : shown);
    const rest = ({ election, rehearsal, frozen_at }) => JSON.stringify([election, rehearsal, frozen_at]);
    if (!own.size || !old || rest(old) !== rest(fresh)) return true;
    const moved = Object.keys(fresh.seats).filter((code) => JSON.stringify(fresh.seats[code]) !== JSON.stringify(old.seats[code]));
    return !moved.length || moved.some((code) => own.has(code.toLowerCase()));
  }

  async function look() {
    const fresh = await (await ask(place.dataset.live)).json();
    const state = [fresh.version, fresh.phase];
    every = fresh.poll_seconds;
    if (!later(state, shown)) {
      figures = figures || fresh;
      return;
    }
    if (concerns(figures, fresh)) await renew();
    else shown = state;
    figures = fresh;
  }

  // An election that was taken off the site says so at the page's own address.
  async function fail(reason) {
    failed += 1;
    if (reason.status !== 404 && reason.status !== 410) return;
    const page = await fetch(location.href, { cache: "no-cache", credentials: "omit" }).catch(() => reason);
    if (page !== reason && (page.status === 404 || page.status === 410)) location.reload();
  }

  // After a lost connection the page says how old it is.
  function age() {
    const silent = since(heard);
    const minutes = Math.floor(silent / 60000);
    const [amount, unit] = minutes < 120 ? [minutes, "minute"] : [Math.floor(minutes / 60), "hour"];
    const ago = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" });
    const old = failed > 0 && silent > Math.max(60, 3 * every) * 1000;
    if (old && lost.hidden) lost.replaceChildren(...sentence());
    if (old) lost.querySelector("span").textContent = ago.format(amount);
    lost.hidden = !old;
  }

  // Its age is written anew as it grows, but told only once.
  function sentence() {
    const [start, end] = lost.dataset.lost.split("{age}");
    const span = document.createElement("span");
    span.setAttribute("aria-live", "off");
    return [start, span, end];
  }

  // Seconds to the next question: jittered, so that not all ask at once; slower where bytes are dear.
  function wait() {
    const dear = connection.saveData || /2g$/.test(connection.effectiveType || "") ? 4 : 1;
    const pace = every * dear;
    return Math.max(pace, Math.min(LONGEST, pace * 2 ** failed)) * (0.8 + 0.4 * Math.random());
  }

  function plan() {
    asked = moment();
    pause = wait() * 1000;
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(poll, pause);
  }

  async function poll() {
    if (asking || document.hidden) return;
    asking = true;
    try {
      await look();
      failed = 0;
      heard = moment();
    } catch (reason) {
      await fail(reason);
    }
    asking = false;
    age();
    plan();
  }

  // A page that comes back into view asks at once if it would have asked meanwhile.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) return;
    timer = setTimeout(poll, Math.max(0, pause - since(asked)));
  });
  window.addEventListener("pageshow", ({ persisted }) => persisted && poll());
  window.addEventListener("online", () => failed && setTimeout(poll, 2000 * Math.random()));
  setInterval(age, TICK);
  plan();
})();
