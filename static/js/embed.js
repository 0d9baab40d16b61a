/* Tells the page around this embed how tall it is: when it is shown, when its size changes and when it is asked.
   Besides our own messages it speaks those of Pym.js, iframe-resizer, WordPress and AMP, so that hosts with one of them
   need nothing new. From the page around it takes an id and nothing else; without one, or without this script, it scrolls. */
(() => {
  "use strict";
  const host = window.parent;
  if (host === window) return;
  const first = (pattern, text) => (pattern.exec(text || "") || [])[1];
  const pym = first(/^([\w.-]{1,64})$/, new URLSearchParams(location.search).get("childId"));
  const secret = first(/\bsecret=([a-zA-Z0-9]{1,32})$/, location.hash);
  let resizer; // the name that iframe-resizer gave us
  let told = 0;

  const post = (message) => host.postMessage(message, "*"); // a height is no secret
  const measure = () => (window.innerWidth ? Math.ceil(document.documentElement.getBoundingClientRect().height) : 0);

  function tell(kind) {
    const height = measure();
    if (!height) return; // hidden
    told = height;
    post({ halqa: { height }, sentinel: "amp", type: "embed-size", height });
    if (pym) post(["pym", pym, "height", height].join("xPYMx"));
    if (secret) post({ message: "height", value: height, secret });
    if (resizer) post(`[iFrameSizer]${[resizer, height, window.innerWidth, kind, "halqa"].join(":")}`);
  }

  window.addEventListener("message", ({ source, data }) => {
    if (source !== host || !data) return;
    const named = typeof data === "string" && first(/^\[iFrameSizer\]([\w.-]{1,64}):\d/, data);
    if (named) {
      resizer = named;
      tell("init");
    } else if (data.halqa === "ask" || (secret && data.message === "ready" && data.secret === secret)) {
      tell("size");
    }
  });
  // The height of the document depends on its width alone, so that being made taller never makes it taller.
  new ResizeObserver(() => measure() !== told && tell("size")).observe(document.documentElement);
  window.addEventListener("load", () => tell("size"));
})();
