/* What a resizable amp-iframe does, by its reference page and in our own words: `{sentinel: "amp", type: "embed-size", height}`
   from the iframe's own window sets its height. */
addEventListener("message", (event) => {
  const { sentinel, type, height } = event.data || {};
  if (sentinel !== "amp" || type !== "embed-size" || !Number.isFinite(height)) return;
  for (const frame of document.querySelectorAll("iframe[resizable]")) {
    if (event.source === frame.contentWindow) frame.style.height = `${height}px`;
  }
});
