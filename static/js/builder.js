/* The builder without its button: each choice asks the server for the same page with it and takes over what differs. */
(() => {
  "use strict";
  const form = document.getElementById("build");
  const said = document.getElementById("build-said");
  let asking = null;

  // Only what is chosen: an address to keep and to pass on.
  function address() {
    const chosen = [...new FormData(form)].filter(([, value]) => value);
    return `${form.action}?${new URLSearchParams(chosen)}`;
  }

  // The list under one's fingers stays; others get the choices that go with it.
  function follow(page) {
    for (const row of form.querySelectorAll("[data-row]")) {
      const fresh = page.querySelector(`[data-row="${row.dataset.row}"]`);
      const [field, wanted] = [row, fresh].map((side) => side.querySelector("select, input"));
      row.hidden = fresh.hidden;
      field.disabled = wanted.disabled;
      if (field === document.activeElement) continue;
      if (field.type === "checkbox") field.checked = wanted.checked;
      else if (field.innerHTML !== wanted.innerHTML) field.replaceChildren(...wanted.cloneNode(true).childNodes);
      if (field.value !== wanted.value) field.value = wanted.value;
    }
  }

  // The same embed is not loaded again.
  function show(page) {
    const built = document.getElementById("built");
    const fresh = page.getElementById("built");
    const first = (part) => part.querySelector("iframe").getAttribute("src");
    if (first(built) !== first(fresh)) built.querySelector(".previews").replaceWith(fresh.querySelector(".previews"));
    for (const part of ["#built-title", ".pastes"]) built.querySelector(part).replaceWith(fresh.querySelector(part));
    for (const button of built.querySelectorAll("button[data-copy]")) button.hidden = false;
  }

  async function update() {
    if (asking) asking.abort();
    asking = new AbortController();
    const where = address();
    try {
      const answer = await fetch(where, { signal: asking.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      follow(page);
      show(page);
      history.replaceState(null, "", where);
      said.textContent = said.dataset.shown;
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = said.dataset.failed;
    }
  }

  form.addEventListener("change", update);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update();
  });
})();
