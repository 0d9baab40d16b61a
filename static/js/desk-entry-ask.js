// The entry screen asks the server: what stands against the figures so far, and what a pasted message says.
"use strict";
(() => {
  const desk = window.deskEntry;
  if (!desk) return;
  const { root, form, post, say } = desk;
  const hints = root.querySelector("[data-hints]");
  let timer = null;
  let asked = 0;

  const make = (name, text, of = "") => {
    const element = document.createElement(name);
    element.textContent = text;
    if (of) element.className = of;
    return element;
  };

  // Everything but files: a photo is looked at when the form is saved.
  function data() {
    const all = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") all.append(name, value);
    return all;
  }

  const typedInto = () => desk.fields().some((field) => "number" in field.dataset && field.value.trim());

  async function check() {
    const mine = ++asked;
    if (!typedInto()) return hints.replaceChildren();
    const { answer } = await post(root.dataset.check, data());
    if (!answer || mine !== asked) return undefined;
    for (const place of root.querySelectorAll("[data-error]")) place.replaceChildren();
    const loose = [];
    for (const problem of answer.errors) {
      const field = problem.id && document.getElementById(problem.id);
      const place = field && field.closest("[data-line]")?.querySelector("[data-error]");
      if (place) place.append(make("p", problem.sentence));
      else loose.push(make("p", problem.sentence, "entry-wrong"));
    }
    hints.replaceChildren(
      ...loose,
      ...answer.warnings.map((text) => make("p", text, "entry-warned")),
      ...answer.flags.map((text) => make("p", text)),
    );
    return undefined;
  }

  // When a field is left, not at every digit: half a number looks like a fall.
  form.addEventListener("change", (event) => {
    if (event.target.name === "message") return;
    clearTimeout(timer);
    timer = setTimeout(check, 400);
  });

  function fill(fields) {
    for (const [name, text] of Object.entries(fields)) {
      const field = form.elements[name];
      field.value = text;
      const line = field.closest("[data-line]");
      desk.untouched(field);
      line.classList.add("is-filled");
      const mark = make("span", say("Filled"), "entry-filled");
      mark.dataset.filled = "";
      line.querySelector("[data-error]").before(mark);
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
    check();
  }

  function explain(answer) {
    const message = make("p", "", "entry-message");
    message.dir = "auto";
    const list = make("ul", "");
    for (const piece of answer.pieces) {
      message.append(piece.reason ? make("mark", piece.text) : piece.text);
      if (!piece.reason) continue;
      const item = make("li", "");
      item.append(make("mark", piece.text), ` ${piece.reason}`);
      list.append(item);
    }
    const problems = answer.problems.map((text) => make("p", text, "entry-warned"));
    root.querySelector("[data-unread]").replaceChildren(...problems, message, list);
  }

  form.querySelector("[data-read]").addEventListener("click", async (event) => {
    event.preventDefault();
    const message = new URLSearchParams({ message: form.elements.message.value });
    const { answer } = await post(root.dataset.paste, message);
    if (!answer) return form.querySelector("[data-kept]").replaceChildren(say("Lost"));
    explain(answer);
    fill(answer.fields);
    const first = Object.keys(answer.fields)[0];
    if (first) form.elements[first].focus();
    return undefined;
  });

  desk.check = check;
  if (root.dataset.restored) check();
})();
