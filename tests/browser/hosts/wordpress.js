/* What a WordPress page does with the height messages of embeds, by its handbook and in our own words: the secret after the
   hash names the iframe, the message has to come from that iframe, and the height is kept between 200 and 1000 px. */
addEventListener("message", (event) => {
  const { message, secret, value } = event.data || {};
  if (message !== "height" || !secret || /[^a-zA-Z0-9]/.test(secret)) return;
  for (const frame of document.querySelectorAll(`iframe[data-secret="${secret}"]`)) {
    if (event.source === frame.contentWindow) frame.height = Math.min(1000, Math.max(200, parseInt(value, 10)));
  }
});
