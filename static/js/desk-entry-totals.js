// The entry screen: differences, shares, totals, margin, stations still out and turnout as one types.
"use strict";
(() => {
  const desk = window.deskEntry;
  if (!desk) return;
  const { root, form, read, say } = desk;
  const box = root.querySelector("[data-totals]");
  const lines = [...root.querySelectorAll("[data-line]")].map((line) => ({
    input: line.querySelector("input,select"),
    name: line.querySelector("[data-name]"),
    before: line.querySelector("[data-before]").dataset.before,
    difference: line.querySelector("[data-difference]"),
    share: line.querySelector("[data-share]"),
  }));
  const votes = lines.filter((line) => line.share);
  const plain = (n) => n.toLocaleString("en");
  const signed = (n) => (n > 0 ? "+" : n < 0 ? "−" : "±") + plain(Math.abs(n));
  const known = (n) => n !== null && !Number.isNaN(n);
  const percent = (part, whole) => `${((part / whole) * 100).toFixed(1)}%`;
  const show = (name, text) => { box.querySelector(`[data-${name}]`).textContent = text; };
  const figure = (name) => { const n = read(form.elements[name].value); return known(n) ? n : null; };
  const limit = (name) => (root.dataset[name] === "" ? null : Number(root.dataset[name]));

  function differences() {
    for (const line of lines) {
      if (!("number" in line.input.dataset)) continue;
      const now = read(line.input.value);
      const both = known(now) && line.before !== "";
      line.difference.textContent = both ? signed(now - Number(line.before)) : Number.isNaN(now) ? "?" : "";
      line.difference.classList.toggle("falls", both && now < Number(line.before));
    }
  }

  function margin(ranked) {
    const [first, second] = ranked;
    if (!second) return ["–", ""];
    const gap = first.now - second.now;
    const names = { first: first.name.textContent.trim(), second: second.name.textContent.trim() };
    return [plain(gap), gap ? say("Ahead", names) : say("Tie")];
  }

  function turnout(sum, whole) {
    const registered = limit("registered");
    const [cast, valid, rejected] = ["ballots_cast", "valid_votes", "rejected_votes"].map(figure);
    const base = cast ?? (valid !== null ? valid + (rejected ?? 0) : whole ? sum + (rejected ?? 0) : null);
    return registered && base ? percent(base, registered) : "–";
  }

  function totals() {
    differences();
    const given = votes.map((line) => ({ ...line, now: read(line.input.value) })).filter((line) => known(line.now));
    const sum = given.reduce((total, line) => total + line.now, 0);
    const valid = figure("valid_votes");
    const whole = given.length === votes.length;
    const base = valid || sum;
    for (const line of votes) line.share.textContent = "";
    for (const line of given) line.share.textContent = base ? percent(line.now, base) : "";
    show("sum", given.length ? plain(sum) : "–");
    const [gap, ahead] = margin([...given].sort((a, b) => b.now - a.now));
    show("margin", gap);
    show("ahead", ahead);
    show("rest", valid !== null && given.length ? signed(valid - sum) : "–");
    const [total, reported] = [limit("stations"), figure("stations_reported")];
    const left = total !== null && reported !== null;
    show("left", left ? say("Left", { left: plain(total - reported), total: plain(total) }) : "–");
    show("turnout", turnout(sum, whole && given.length > 0));
  }

  box.hidden = false;
  form.addEventListener("input", totals);
  desk.totals = totals;
  totals();
})();
