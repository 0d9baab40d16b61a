// Keeps the board fresh: asks for its rows every few seconds while the page is seen, and swaps them in without taking
// focus, open details or the place on the screen away. What changed is said politely; a lost connection shows how old
// the board is. Ages are told by the browser's own words for them.
(() => {
  const board = document.getElementById("desk-rows"), said = document.getElementById("desk-said");
  const fresh = document.getElementById("desk-age");
  if (!board) return;
  const language = document.documentElement.lang, wait = Number(board.dataset.seconds) * 1000;
  const words = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "short" });
  // The server's clock counts: a phone's may be hours off.
  const offset = Date.parse(board.dataset.now) - Date.now();
  let tag = board.dataset.tag, seen = Date.now(), touched = 0, lost = false, timer = 0;

  const age = (then) => {
    const minutes = Math.round((then - (Date.now() + offset)) / 60000);
    if (minutes > -60) return words.format(Math.min(minutes, 0), "minute");
    return minutes > -60 * 24 ? words.format(Math.round(minutes / 60), "hour") : words.format(Math.round(minutes / 1440), "day");
  };
  const ages = () => {
    for (const time of board.querySelectorAll("time[data-since]")) {
      time.title ||= time.textContent;
      time.textContent = age(Date.parse(time.dateTime));
    }
  };
  const clock = () => new Date(seen).toLocaleTimeString(language, { hour: "numeric", minute: "2-digit" });
  const tell = () => {
    fresh.textContent = lost ? fresh.dataset.lost.replace("{time}", clock()) : fresh.dataset.fresh;
    fresh.classList.toggle("lost", lost);
  };
  const lines = (root) => new Map([...root.querySelectorAll(".desk-seat")].map((row) => [row.id, row.dataset.say]));

  function swap(html) {
    const before = lines(board), active = document.activeElement;
    const focus = board.contains(active) ? active.id : "";
    const open = [...board.querySelectorAll("details[open]")].map((item) => item.id);
    const typed = new Map([...board.querySelectorAll("input[id]")].map((field) => [field.id, field.value]));
    const anchor = (focus && active) || [...board.querySelectorAll(".desk-seat")].find((row) => row.getBoundingClientRect().bottom > 0);
    const key = anchor && anchor.id, top = anchor ? anchor.getBoundingClientRect().top : 0, scrolled = window.scrollY > 0;
    board.innerHTML = html;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const [id, value] of typed) { const field = document.getElementById(id); if (field) field.value = value; }
    const again = key && document.getElementById(key);
    if (again && scrolled) window.scrollBy(0, again.getBoundingClientRect().top - top);
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    const moved = [...lines(board)].filter(([id, say]) => before.get(id) !== say);
    for (const [id] of moved) document.getElementById(id).classList.add("has-moved");
    if (moved.length) said.textContent = moved.slice(0, 3).map(([, say]) => say).join(". ") + (moved.length > 3 ? ` (+${moved.length - 3})` : "");
    ages();
  }

  async function ask() {
    clearTimeout(timer);
    if (document.hidden) return;
    try {
      const answer = await fetch(board.dataset.from + location.search, {
        headers: { "If-None-Match": tag, "X-Requested-With": "fetch" }, cache: "no-store", signal: AbortSignal.timeout(8000),
      });
      // Signed out, or the server is ill: what is shown only gets older.
      if (answer.redirected || !(answer.ok || answer.status === 304)) throw new Error(answer.status);
      const html = answer.status === 304 ? "" : await answer.text();
      // Not under the finger that is about to press a button.
      if (html && Date.now() - touched > 1500) { swap(html); tag = answer.headers.get("ETag"); }
      seen = Date.now();
      lost = false;
    } catch { lost = true; }
    tell();
    timer = setTimeout(ask, wait);
  }

  for (const kind of ["pointerdown", "pointermove", "keydown"]) {
    board.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  }
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
  window.addEventListener("offline", () => { lost = true; tell(); });
  setInterval(ages, 20000);
  ages();
  tell();
  timer = setTimeout(ask, wait);
})();
