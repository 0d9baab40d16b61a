// The call screen: what the keeping of drafts (desk-entry-draft.js) needs of a screen, and nothing else.
"use strict";
(() => {
  const root = document.querySelector("[data-call]");
  if (!root) return;
  const form = document.getElementById("call");
  const say = (name) => root.dataset[`say${name}`];
  const post = window.deskPost(root, form);
  window.deskEntry = { root, form, post, say };
})();
