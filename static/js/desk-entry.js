// The entry screen: walking the fields with Enter, saving with Ctrl+Enter, the time button; helpers for the other files.
"use strict";
(() => {
  const root = document.querySelector("[data-entry]");
  if (!root) return;
  const form = document.getElementById("entry");
  const skipped = new Set(["hidden", "submit", "button", "checkbox", "file"]);
  const ofMessage = (field) => field.name === "message" || field.name === "override_reason";
  const seen = (element) => (element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null);
  const fields = () => [...form.elements].filter((e) => e.name && !skipped.has(e.type) && !ofMessage(e) && seen(e));
  const save = form.querySelector("[data-save]");

  const say = (name, holes = {}) =>
    Object.entries(holes).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), root.dataset[`say${name}`]);

  const post = window.deskPost(root, form);

  function step(from, back) {
    const all = fields();
    const to = all[all.indexOf(from) + (back ? -1 : 1)];
    if (to) to.focus();
    else if (!back) save.focus();
    if (to && to.select && to.type === "text") to.select();
  }

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    const field = event.target;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit(save);
    } else if (field.name === "override_reason") {
      event.preventDefault();
      save.focus();
    } else if (field.localName === "select" || (field.localName === "input" && field.type !== "submit")) {
      if (field.type === "file" || field.type === "checkbox") return;
      event.preventDefault();
      step(field, event.shiftKey);
    }
  });

  form.addEventListener("focusin", (event) => {
    if ("number" in event.target.dataset) event.target.select();
  });

  function untouched(field) {
    const line = field.closest && field.closest("[data-line]");
    if (!line) return;
    line.classList.remove("is-filled");
    line.querySelectorAll("[data-filled]").forEach((mark) => mark.remove());
  }
  form.addEventListener("input", (event) => untouched(event.target));

  const now = form.querySelector("[data-now]");
  now.hidden = false;
  now.addEventListener("click", () => {
    const parts = new Intl.DateTimeFormat("sv-SE", {
      timeZone: root.dataset.zone, dateStyle: "short", timeStyle: "short",
    }).format(new Date());
    form.elements.as_of.value = parts.replace(" ", "T").slice(0, 16);
    form.elements.as_of.dispatchEvent(new Event("input", { bubbles: true }));
  });

  root.addEventListener("click", (event) => {
    const link = event.target.closest(".entry-errors a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const fold = field.closest("details");
    if (fold) fold.open = true;
    field.focus();
  });

  // What people type as a number; NaN for what the server will not take. The server alone decides.
  function read(text) {
    const western = text
      .replace(/[\u200b-\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "")
      .replace(/[٠-٩]/g, (d) => d.charCodeAt(0) - 0x660)
      .replace(/[۰-۹]/g, (d) => d.charCodeAt(0) - 0x6f0)
      .trim();
    if (!western) return null;
    const grouped = western.replace(/[\u00a0\u2007\u2009\u202f]/g, " ").replace(/[،٬]/g, ",");
    if (/^\d+$|^\d{1,3}([, ]\d{3})+$|^\d{1,2}([, ]\d{2})+[, ]\d{3}$/.test(grouped)) return Number(grouped.replace(/\D/g, ""));
    const scaled = grouped.match(/^(\d{1,3}) ?(?:thousand|hazaa?r|[ہهھ]زار)(?: ?(\d{1,3}))?$/i);
    return scaled ? Number(scaled[1]) * 1000 + Number(scaled[2] || 0) : NaN;
  }

  window.deskEntry = { root, form, fields, say, post, read, untouched };
})();
