"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const buttons = { 1: "confirmed", 2: "dismissed" };
  // What was undone may stand anywhere on the page.
  document.body.addEventListener("decided", (event) => {
    if (event.detail.undone) location.reload();
  });

  const pairs = () => [...document.querySelectorAll(".pair")];
  let at = -1;
  function step(by) {
    const all = pairs();
    if (!all.length) return;
    at = Math.min(Math.max(at + by, 0), all.length - 1);
    for (const [n, pair] of all.entries()) pair.classList.toggle("current", n === at);
    all[at].scrollIntoView({ block: "nearest" });
  }
  document.body.addEventListener("htmx:afterSettle", () => step(0));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key === "j") { event.preventDefault(); step(1); return; }
    if (event.key === "k") { event.preventDefault(); step(-1); return; }
    if (event.key === "z") { event.preventDefault(); const undo = one(".undo"); if (!undo.disabled) undo.click(); return; }
    const pair = one(".pair.current");
    const button = pair && buttons[event.key] && one(`button[value=${buttons[event.key]}]`, pair);
    if (button) { event.preventDefault(); button.click(); step(1); }
  });
})();
