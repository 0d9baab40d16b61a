/* Keeps an open page true: asks results.json whether the count has moved, fetches the page's own address and carries over
   what differs, so that words stay the server's, and focus and scrolling the reader's. docs/architecture.md */
(() => {
  "use strict";
  const place = document.querySelector("[data-live]");
  if (!place) return;
  const LIVE = ["main", ".colophon"]; // what may change
  const MARKED = 30000; // ms
  const TOLD = 4; // of what is new, so many are told to a screen reader
  const FEWEST = 5; // s between two questions, whatever an answer says
  const LONGEST = 600; // s to which failures draw out the time between two questions
  const OLDEST = 610000; // ms an outdated answer may live in caches on the way; docs/operations.md
  const SEVERAL = 120000; // ms; a page about several elections follows one and is fetched this often for the others, a search no more often
  const PATIENCE = 15000; // ms for an answer
  const SOON = 2; // s; a page that a cache holds back is asked for again after so many, then twice as many
  const TICK = 15000; // ms, to write the age anew, and to notice that a machine slept
  const [status, lost] = place.children;
  const connection = navigator.connection || {};
  const moment = () => [Date.now(), performance.now()];
  // One clock can be set, the other stands still while a machine sleeps.
  const since = ([wall, steady]) => Math.max(Date.now() - wall, performance.now() - steady);
  const parts = (page) => LIVE.map((selector) => page.querySelector(selector));
  const state = ({ version, phase }) => [Number(version), Number(phase)];
  const later = ([version, phase], [other, moment]) => version > other || (version === other && phase > moment);
  const files = sources(document);
  let shown = state(place.dataset);
  let before = parts(document.cloneNode(true)); // as the server made it, before scripts and readers change it
  let every = Number(place.dataset.every);
  let failed = 0;
  let late = 0; // times in a row the page was older than its figures
  let heard = moment();
  let known = ""; // tag
  let behind = 0; // s: how old an answer said to be
  let renewed = heard;
  let asked = heard;
  let pause = 0; // ms from one question to the next
  let asking = false;
  let timer = 0;
  let fading = 0;

  // The site's styles and scripts; an extension of the browser may add some of its own.
  function sources(page) {
    const nodes = [...page.querySelectorAll("link[rel=stylesheet], script[src]")];
    const found = nodes.map((node) => node.getAttribute("href") || node.getAttribute("src"));
    return found.filter((source) => new URL(source, location.href).host === location.host).join();
  }

  // A seat's row, link or square is never turned into another seat's.
  function same(one, other) {
    const own = (node) => (node.localName === "li" && node.firstElementChild) || node;
    const seat = (node) => own(node).getAttribute("data-seat");
    return one.nodeName === other.nodeName && (one.nodeType !== Node.ELEMENT_NODE || seat(one) === seat(other));
  }

  function mark(node) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const square = element && element.matches("li") && element.querySelector("a[data-seat]");
    const row = square || (element && element.closest("a[data-seat], tr, li, h1, .summary p, .notice"));
    if (row && !row.closest(".legend, .totals")) row.classList.add("is-new");
  }

  // From `start` and `end` on, as many as are alike: pairs of what was and what is.
  function ends(b, c, alike, [head, tail]) {
    const most = Math.min(b.length, c.length);
    while (head + tail < most && alike(b[head], c[head])) head += 1;
    while (head + tail < most && alike(b.at(-1 - tail), c.at(-1 - tail))) tail += 1;
    return [head, tail];
  }

  // What is at neither end is exchanged, the rest compared in itself.
  function carryChildren(live, old, fresh) {
    const [a, b, c] = [live.childNodes, old.childNodes, fresh.childNodes].map((nodes) => [...nodes]);
    // A script adds nodes after the server's, such as a tooltip to a map.
    const known = a.length >= b.length && b.every((node, i) => same(node, a[i]));
    if (!known) return exchange(live, a, c, null, b);
    const equal = ends(b, c, (one, other) => one.isEqualNode(other), [0, 0]);
    const [head, tail] = ends(b, c, same, equal);
    for (let i = equal[0]; i < head; i += 1) carry(a[i], b[i], c[i]);
    for (let i = equal[1] + 1; i <= tail; i += 1) carry(a[b.length - i], b.at(-i), c.at(-i));
    exchange(live, a.slice(head, b.length - tail), c.slice(head, c.length - tail), a[b.length - tail] || null, b);
  }

  function exchange(parent, gone, come, next, known) {
    const focused = gone.find((node) => node.contains(document.activeElement)) && document.activeElement.getAttribute("href");
    const written = (node) => node.outerHTML || node.nodeValue;
    const there = new Set(come.length ? known.map(written) : []);
    for (const node of gone) node.remove();
    for (const node of come) {
      const live = parent.insertBefore(document.importNode(node, true), next);
      if (!there.has(written(node))) mark(live);
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
      if (value === old.getAttribute(name) || name === "open") continue; // what is open is the reader's
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

  // Notices and headline, then each marked seat or row once, by its link's name or its words.
  function tell() {
    const said = new Map();
    for (const selector of [".notice.is-new, h1.is-new", ".is-new"]) {
      for (const node of document.querySelectorAll(`main :is(${selector})`)) {
        const seat = node.closest("[data-seat]");
        const key = (seat && seat.dataset.seat) || node;
        const words = node.getAttribute("aria-label") || text(node);
        if (words && (node.hasAttribute("aria-label") || !said.has(key))) said.set(key, words);
      }
    }
    const more = said.size > TOLD ? [place.dataset.more.replace("{n}", said.size - TOLD)] : [];
    status.textContent = [...[...said.values()].slice(0, TOLD), ...more].join(". ");
  }

  function fade() {
    for (const node of document.querySelectorAll(".is-new")) node.classList.remove("is-new");
  }

  // What scripts of this page draw by themselves they draw anew, and mark: live.js waits for it, and tells it.
  async function show(page) {
    const next = parts(page);
    const drawn = [];
    if (!before.every((old, i) => old && next[i] && old.isEqualNode(next[i]))) fade();
    try {
      parts(document).forEach((live, i) => live && before[i] && next[i] && carry(live, before[i], next[i]));
    } catch {
      return location.reload(); // something else has written in this page
    }
    before = next;
    document.title = page.title;
    clearTimeout(fading);
    fading = setTimeout(fade, MARKED);
    document.dispatchEvent(new CustomEvent("halqa:changed", { detail: drawn }));
    await Promise.all(drawn).finally(tell);
  }

  async function ask(address) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(address, { cache: "no-cache", credentials: "omit", signal: stop.signal });
      if (!answer.ok) throw answer;
      if (answer.headers.get("x-cache") === "STALE") throw new Error("This is a cache's.");
      return { text: await answer.text(), old: Number(answer.headers.get("age")), tag: answer.headers.get("etag") };
    } finally {
      clearTimeout(late);
    }
  }

  // This page as it is now, loaded whole if it is about another election or of a renewed site. A page about several turns
  // to the one whose news come fastest.
  async function renew() {
    const answer = await ask(location.href);
    const page = new DOMParser().parseFromString(answer.text, "text/html");
    const found = page.querySelector("[data-live]");
    const turned = found && found.dataset.live !== place.dataset.live;
    if (!found || sources(page) !== files || (turned && !place.hasAttribute("data-liveliest"))) return location.reload();
    renewed = moment();
    behind = Math.max(behind, answer.old);
    const fresh = state(found.dataset);
    if (!turned && later(shown, fresh)) return; // a cache on the way has not heard yet
    await show(page);
    shown = fresh;
    place.toggleAttribute("data-several", found.hasAttribute("data-several"));
    if (turned) [place.dataset.live, known, every] = [found.dataset.live, "", Number(found.dataset.every)];
  }

  // A restored site counts its versions a second time: W/"version.phase.restored-build".
  const restored = (tag) => (/\.\d+\.(\w+)-/.exec(tag) || [])[1];

  // False if it is known to have moved and not asked for yet: the page is no younger by that.
  async function look() {
    const again = late + 1;
    late = 0;
    const followed = place.dataset.live;
    const { text, old, tag } = await ask(followed);
    const fresh = JSON.parse(text);
    const other = known && tag && tag !== known; // what moved while it was made has none
    if (other && restored(tag) !== restored(known)) return location.reload();
    const due = since(renewed) > SEVERAL;
    if ((other || later(state(fresh), shown)) && place.hasAttribute("data-seldom") && !due) return false;
    [known, behind] = [tag || known, old];
    if (!(fresh.version >= 0 && fresh.phase >= 0)) throw new Error("This is no results.json.");
    const was = shown;
    if (later(was, state(fresh))) throw new Error("This is older than what is shown.");
    every = Math.max(FEWEST, Number(fresh.poll_seconds) || every);
    try {
      if (other || later(state(fresh), shown) || (place.hasAttribute("data-several") && due)) await renew();
    } catch (reason) {
      if (reason.late) late = again; // a script found its figures held back
      throw reason;
    }
    if (place.dataset.live !== followed || !later(state(fresh), shown)) return true;
    late = again;
    if (!later(shown, was)) throw new Error("The page is older than its figures.");
    return true;
  }

  // An election taken off the site says so at the page's own address. What stays older than any cache may be is so.
  async function fail(reason) {
    failed += 1;
    if (navigator.onLine !== false && !late && since(heard) > OLDEST && reason instanceof Error && /older/.test(reason.message)) location.reload();
    if (reason.status === 404 || reason.status === 410) await renew().catch((page) => page.status === reason.status && location.reload());
  }

  // A page that hears nothing says for how long.
  function age() {
    const silent = since(heard);
    const minutes = Math.floor(silent / 60000);
    const [amount, unit] = minutes < 120 ? [minutes, "minute"] : [Math.floor(minutes / 60), "hour"];
    const words = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" });
    const old = failed + behind > 0 && silent > Math.max(60, 3 * every) * 1000;
    if (old && lost.hidden) lost.replaceChildren(...sentence());
    if (old) lost.querySelector("span").textContent = words.format(amount);
    lost.hidden = !old;
  }

  // Its age is written anew as it grows, but told only once.
  function sentence() {
    const [start, end] = lost.dataset.lost.split("{age}");
    const span = document.createElement("span");
    span.setAttribute("aria-live", "off");
    return [start, span, end];
  }

  // Seconds, jittered, so that not all ask at once; more where bytes are dear.
  function wait() {
    const dear = connection.saveData || /2g$/.test(connection.effectiveType || "") ? 4 : 1;
    const pace = every * dear;
    if (late) return Math.min(pace, SOON * 2 ** late) * (0.8 + 0.4 * Math.random());
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
      if (await look()) [failed, heard] = [0, moment().map((time) => time - 1000 * behind)];
    } catch (reason) {
      await fail(reason);
    } finally {
      asking = false;
      age();
      plan();
    }
  }

  // What comes back into view asks at once if it would have asked meanwhile.
  function wake() {
    clearTimeout(timer);
    if (!document.hidden && !asking) timer = setTimeout(poll, Math.max(0, pause - since(asked)));
  }

  document.addEventListener("visibilitychange", wake);
  window.addEventListener("pageshow", ({ persisted }) => persisted && poll());
  window.addEventListener("online", () => failed && setTimeout(poll, 2000 * Math.random()));
  setInterval(() => {
    age();
    if (since(asked) > pause) poll();
  }, TICK);
  plan();
  // What a browser kept on its disk may be hours old, and a cache's some minutes: as old as the copy here says.
  async function recall() {
    const copy = await fetch(location.href, { cache: "only-if-cached", mode: "same-origin" }).catch(() => null);
    const old = copy && Date.now() - Date.parse(copy.headers.get("date")) + 1000 * Number(copy.headers.get("age"));
    if (old > 0) heard = renewed = heard.map((time) => time - old);
  }
  const [{ type, transferSize } = {}] = performance.getEntriesByType("navigation");
  const stored = type === "back_forward" || (type === "navigate" && transferSize === 0);
  const recalled = (stored || type === "reload") && self.origin !== "null" ? recall() : Promise.resolve();
  if (stored) recalled.then(poll);
})();
