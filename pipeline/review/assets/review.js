"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const verdicts = { c: "confirmed", e: "explained", d: "dismissed", u: "unsure" };

  function adopt() {
    for (const chip of document.querySelectorAll(".chip[data-finding]")) {
      const item = chip.closest(".item");
      if (item) item.dataset.decision = chip.dataset.verdict;
    }
    document.dispatchEvent(new Event("findings:changed"));
  }

  const findings = () => [...document.querySelectorAll(".item:not(.out)")];

  function goOn() {
    const items = findings();
    const current = one(".item.current");
    const after = items.slice(items.indexOf(current) + 1);
    const next = after.find((i) => i.dataset.decision === "open");
    if (next) location.href = one("a", next).href;
  }

  document.body.addEventListener("decided", (event) => {
    // After the swap the list knows of the decisions; a decision that was refused sends no such event.
    const moveOn = one("#goon") && one("#goon").checked && !event.detail.undone;
    setTimeout(() => {
      adopt();
      if (event.detail.undone && event.detail.first) location.hash = event.detail.first;
      if (moveOn) goOn();
    }, 0);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea")) return;
    if (event.key === "z") { event.preventDefault(); const undo = one(".undo"); if (!undo.disabled) undo.click(); return; }
    const verdict = verdicts[event.key];
    const form = one(".finding.current form.decide");
    if (!verdict || !form) return;
    event.preventDefault();
    const wordless = !form.elements.reason.value && !form.elements.note.value;
    if (verdict === "explained" && wordless) { form.elements.reason.focus(); return; }
    one(`button[value=${verdict}]`, form).click();
  });

  if (document.body.classList.contains("findings")) adopt();
})();
