// The call screen: what the keeping of drafts (desk-entry-draft.js) needs of a screen, and nothing else.
"use strict";
(() => {
  const root = document.querySelector("[data-call]");
  if (!root) return;
  const form = document.getElementById("call");
  const say = (name) => root.dataset[`say${name}`];
  const cookie = () => {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${root.dataset.cookie}=`));
    return found ? found.slice(root.dataset.cookie.length + 1) : form.elements.csrfmiddlewaretoken.value;
  };

  // {answer} from the server, {lost: true} without a connection, {out: true} when signed out.
  async function post(place, data, options = {}) {
    const headers = { "X-CSRFToken": cookie(), Accept: "application/json" };
    try {
      const reply = await fetch(place, { method: "POST", body: data, headers, redirect: "manual", ...options });
      if (reply.type === "opaqueredirect" || reply.status === 403) return { out: true };
      if (reply.status >= 500) return { lost: true };
      return { answer: await reply.json() };
    } catch {
      return { lost: true };
    }
  }

  form.addEventListener("submit", () => { form.elements.csrfmiddlewaretoken.value = cookie(); });
  window.deskEntry = { root, form, post, say };
})();
