/* Tooltips, keyboard, fingers; copy buttons. Without this script every seat is a plain link with the same words.
   After replacing a map dispatch "halqa:changed" on the document. */
(() => {
  "use strict";
  const REACH = 30; // px around a finger
  const LINGER = 250; // ms, to travel from a seat to its tooltip
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  let tip = null;
  let shown = null;
  let timer = 0;

  const seatOf = (node) => (node instanceof Element ? node.closest("[data-seat]") : null);
  const onMap = (node) => (node && node.closest(".map") && node.matches("a") ? node : null);
  const links = (map) => [...map.querySelectorAll("a[data-seat]")];
  const box = (link) => (link.querySelector(".code rect:not(.hit)") || link.querySelector(".s") || link).getBoundingClientRect();
  const middle = (link) => {
    const { left, top, width, height } = (link.querySelector(".d, .s") || link).getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };

  function light(slug) {
    for (const node of document.querySelectorAll(".is-lit")) node.classList.remove("is-lit");
    if (!slug) return;
    for (const node of document.querySelectorAll(`[data-seat="${CSS.escape(slug)}"]`)) node.classList.add("is-lit");
  }

  function hide() {
    clearTimeout(timer);
    shown = null;
    if (tip) tip.hidden = true;
    light(null);
  }

  function fade() {
    clearTimeout(timer);
    timer = setTimeout(hide, LINGER);
  }

  // The link's own name, for eyes only: a screen reader has read it already.
  function write(link) {
    const words = link.getAttribute("aria-label") || "";
    const cut = words.indexOf(": ");
    tip = tip || document.createElement("a");
    tip.className = "map-tip";
    tip.tabIndex = -1;
    tip.setAttribute("aria-hidden", "true");
    tip.lang = document.documentElement.lang;
    tip.dir = document.documentElement.dir || "ltr";
    tip.href = link.href.baseVal || "";
    tip.target = link.getAttribute("target") || "_self";
    const head = document.createElement("b");
    head.textContent = cut < 0 ? words : words.slice(0, cut);
    tip.replaceChildren(head, cut < 0 ? "" : words.slice(cut + 2));
  }

  function show(link) {
    clearTimeout(timer);
    light(link.dataset.seat);
    if (shown === link) return;
    write(link);
    const map = link.closest(".map");
    map.append(tip);
    tip.hidden = false;
    tip.style.left = "0";
    const frame = map.getBoundingClientRect();
    const seat = box(link);
    const { width, height } = tip.getBoundingClientRect();
    const left = seat.left + seat.width / 2 - width / 2;
    const above = seat.top - height - 6;
    tip.style.left = `${Math.max(0, Math.min(left - frame.left, frame.width - width))}px`;
    tip.style.top = `${(above < 0 ? seat.bottom + 6 : above) - frame.top}px`;
    shown = link;
  }

  function nearest(map, x, y, reach) {
    let best = null;
    for (const link of links(map)) {
      const [a, b] = middle(link);
      const far = Math.hypot(a - x, b - y);
      if (far <= reach) [best, reach] = [link, far];
    }
    return best;
  }

  // In a direction, what lies aside counts double.
  function next(link, [dx, dy]) {
    const [x, y] = middle(link);
    let best = null;
    let least = Infinity;
    for (const other of links(link.closest(".map"))) {
      const [a, b] = middle(other);
      const along = (a - x) * dx + (b - y) * dy;
      const cost = along + 2 * Math.abs((a - x) * dy + (b - y) * dx);
      if (other !== link && along > 1 && cost < least) [best, least] = [other, cost];
    }
    return best;
  }

  // One tab stop a map; arrows move within it.
  function rove(map, current) {
    for (const link of links(map)) link.setAttribute("tabindex", link === current ? "0" : "-1");
  }

  function start() {
    if (shown && shown.isConnected) write(shown);
    else hide();
    for (const map of document.querySelectorAll(".map")) {
      const all = links(map);
      if (all.length > 1) rove(map, all.find((link) => link.getAttribute("tabindex") === "0") || all[0]);
    }
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (tip && tip.contains(event.target)) return clearTimeout(timer);
    const seat = seatOf(event.target);
    if (onMap(seat)) show(seat);
    else if (seat) light(seat.dataset.seat);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType === "touch") return;
    if (seatOf(event.target) || (tip && tip.contains(event.target))) fade();
  });
  document.addEventListener("focusin", (event) => {
    const seat = seatOf(event.target);
    if (!onMap(seat)) return seat ? light(seat.dataset.seat) : undefined;
    rove(seat.closest(".map"), seat);
    if (seat.matches(":focus-visible")) show(seat);
  });
  document.addEventListener("focusout", (event) => {
    if (seatOf(event.target)) fade();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return hide();
    const seat = onMap(seatOf(event.target));
    if (!seat || event.altKey || event.metaKey) return;
    const all = links(seat.closest(".map"));
    const way = ARROWS[event.key];
    const to = way ? next(seat, way) : { Home: all[0], End: all.at(-1) }[event.key];
    if (!to) return;
    event.preventDefault();
    to.focus();
    show(to);
  });
  // A finger: the first tap on or near a seat tells, the second on the same seat, or on the tooltip, follows.
  document.addEventListener("click", (event) => {
    if (event.pointerType !== "touch" || (tip && tip.contains(event.target))) return;
    const map = event.target instanceof Element && event.target.closest(".map");
    if (!map) return hide();
    const seat = onMap(seatOf(event.target)) || nearest(map, event.clientX, event.clientY, REACH);
    if (!seat) return hide();
    if (shown === seat && seat.contains(event.target)) return;
    event.preventDefault();
    show(seat);
  });
  document.addEventListener("halqa:changed", start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

/* Copy buttons: <button data-copy="id of the text" data-said="id of the place that says so" hidden>.
   Without this script the text is there to be selected. */
(() => {
  "use strict";
  const LINGER = 4000; // ms

  // Outside https there is no clipboard to write to, only the old command on a selection.
  function byCommand(source) {
    const field = source instanceof HTMLTextAreaElement ? source : null;
    if (field) field.select();
    else getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }

  async function copied(source) {
    const text = source.value === undefined ? source.textContent.trim() : source.value;
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return byCommand(source);
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element && event.target.closest("button[data-copy]");
    if (!button) return;
    const said = document.getElementById(button.dataset.said);
    const done = await copied(document.getElementById(button.dataset.copy));
    said.textContent = done ? said.dataset.copied : said.dataset.failed;
    button.focus();
    setTimeout(() => (said.textContent = ""), LINGER);
  });
  function start() {
    for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false;
  }

  document.addEventListener("halqa:changed", start);
  start();
})();
