"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const token = one("meta[name=review-token]").content;
  const verdicts = { c: "confirmed", e: "explained", d: "dismissed", u: "unsure" };
  document.body.classList.add("review");

  document.body.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-Review-Token"] = token;
  });
  // A refusal says what is missing; it is shown where the decision would have been.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) event.detail.shouldSwap = true;
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 422) one(".said").textContent = event.detail.xhr.responseText || "The review has stopped.";
  });
  document.body.addEventListener("htmx:sendError", () => {
    one(".said").textContent = "The review has stopped; nothing was recorded. Start it again.";
  });

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
