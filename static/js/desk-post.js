// What the desk's screens share: sending to the server, and knowing why nothing came back.
"use strict";
window.deskPost = (root, form) => {
  const cookie = () => {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${root.dataset.cookie}=`));
    return found ? found.slice(root.dataset.cookie.length + 1) : form.elements.csrfmiddlewaretoken.value;
  };

  // {answer} from the server, {lost: true} without a connection, with {ill: true} if the server or its database is away,
  // {out: true} when signed out, {gone: true} for no page.
  async function post(place, data, options = {}) {
    const headers = { "X-CSRFToken": cookie(), Accept: "application/json" };
    try {
      const reply = await fetch(place, { method: "POST", body: data, headers, redirect: "manual", ...options });
      if (reply.type === "opaqueredirect" || reply.status === 403) return { out: true };
      if (reply.status >= 500) return { lost: true, ill: true };
      if (reply.status === 404) return { gone: true };
      return { answer: await reply.json() };
    } catch {
      return { lost: true };
    }
  }

  // A session may have begun anew in another tab since this page was made.
  form.addEventListener("submit", () => { form.elements.csrfmiddlewaretoken.value = cookie(); });
  return post;
};
