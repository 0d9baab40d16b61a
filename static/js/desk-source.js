// Says beside a source that it is dated before the polls closed. Which are, the server has marked; nothing is held back.
"use strict";
for (const select of document.querySelectorAll("select[name=source]")) {
  const note = document.getElementById(`${select.id}_early`);
  if (!note) continue;
  const look = () => { note.hidden = !select.selectedOptions[0] || !("early" in select.selectedOptions[0].dataset); };
  select.addEventListener("change", look);
  select.form.addEventListener("halqa-put", look);
  look();
}
