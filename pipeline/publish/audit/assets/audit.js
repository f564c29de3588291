"use strict";
(() => {
  const body = document.body;
  body.classList.add("js");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  function findings() {
    const items = all(".item");
    const form = one(".filters");
    const step = one(".step");
    const status = one(".shown");
    let shown = items;
    let texts = null;
    form.hidden = false;

    // What a person can search by: the item's words, and all of its article where that is in this file.
    const textOf = (item) => {
      const article = document.getElementById(item.dataset.id);
      return fold([item.textContent, item.dataset.more, article ? article.textContent : ""].join(" "));
    };

    function filter() {
      const wanted = new FormData(form);
      const severities = wanted.getAll("sev");
      const words = fold(wanted.get("q") || "").split(/\s+/).filter(Boolean);
      if (words.length && !texts) texts = new Map(items.map((i) => [i, textOf(i)]));
      const fits = (item) => {
        const d = item.dataset;
        return severities.includes(d.sev)
          && (!wanted.get("type") || d.type === wanted.get("type"))
          && (!wanted.get("doc") || d.docs.split(" ").includes(wanted.get("doc")))
          && (!wanted.get("decision") || d.decision === wanted.get("decision"))
          && (wanted.get("repeats") || wanted.get("doc") || !d.repeats)
          && words.every((w) => texts.get(item).includes(w));
      };
      shown = [];
      for (const item of items) {
        const fit = fits(item);
        item.classList.toggle("out", !fit);
        const article = document.getElementById(item.dataset.id);
        if (article) article.classList.toggle("out", !fit);
        if (fit) shown.push(item);
      }
      const hidden = items.length - shown.length;
      status.textContent = `${shown.length} ${shown.length === 1 ? "finding" : "findings"}, the worst first`
        + (hidden ? ` (${hidden} not shown)` : "");
      place();
    }

    // On a narrow screen a picture is wider than its panel: show the part with the first box.
    function centre(glass) {
      const box = one(".box", glass);
      const over = glass.scrollWidth - glass.clientWidth;
      if (!box || over <= 0) return;
      const at = box.getBoundingClientRect(), frame = glass.getBoundingClientRect();
      glass.scrollLeft += at.left + at.width / 2 - frame.left - frame.width / 2;
    }

    const current = () => one(".item.current");

    function place() {
      const at = shown.indexOf(current());
      one(".pos", step).textContent = at < 0 ? "" : `${at + 1} of ${shown.length}`;
      one(".prev", step).disabled = at === 0 || !shown.length;
      one(".next", step).disabled = at === shown.length - 1 || !shown.length;
      step.hidden = !body.classList.contains("reading");
    }

    function show() {
      const id = decodeURIComponent(location.hash.slice(1));
      const item = document.getElementById(`i-${id}`);
      const article = item && document.getElementById(id);
      if (item && !article) { location.replace(one("a", item).href); return; }
      for (const e of all(".item.current, .finding.current")) e.classList.remove("current");
      body.classList.toggle("reading", Boolean(article));
      if (article) {
        item.classList.add("current");
        article.classList.add("current");
        one("a", item).setAttribute("aria-current", "true");
        if (getComputedStyle(one(".side")).display !== "none") item.scrollIntoView({ block: "nearest" });
        for (const glass of all(".glass", article)) centre(glass);
        article.focus({ preventScroll: true });
        window.scrollTo(0, Math.min(window.scrollY, one(".work").offsetTop));
      }
      for (const a of all(".item a[aria-current]")) if (!a.closest(".current")) a.removeAttribute("aria-current");
      place();
    }

    function move(by) {
      if (!shown.length) return;
      const at = shown.indexOf(current());
      const to = at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by;
      if (to < 0 || to >= shown.length) return;
      location.href = one("a", shown[to]).href;
      show(); // at once: the event comes later than a second press of the key
    }

    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    one(".prev", step).addEventListener("click", () => move(-1));
    one(".next", step).addEventListener("click", () => move(1));
    for (const button of all(".pick")) {
      button.addEventListener("click", () => { form.elements.type.value = button.dataset.type; filter(); move(1); });
    }
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea");
      if (event.key === "Escape") {
        if (typing) typing.blur(); else location.hash = "overview";
      } else if (typing) {
        if (event.key === "Enter" && typing.name === "q") { typing.blur(); move(1); }
      } else if (event.key === "/") { event.preventDefault(); one("input[type=search]", form).focus(); }
      else if (event.key === "j" || event.key === "ArrowRight") { event.preventDefault(); move(1); }
      else if (event.key === "k" || event.key === "ArrowLeft") { event.preventDefault(); move(-1); }
    });
    for (const button of all(".copy")) {
      button.hidden = !navigator.clipboard;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.previousElementSibling.href);
        button.textContent = "Copied";
      });
    }
    window.addEventListener("hashchange", show);
    // A list that is changed from outside (a decision in the review) is filtered anew.
    document.addEventListener("findings:changed", () => { texts = null; filter(); });
    document.addEventListener("findings:move", (event) => move(event.detail));
    filter();
    show();
  }

  function sheets() {
    const tip = one(".tip");
    let told = null;  // the mark that the tip speaks of
    const rowOf = (mark) => document.getElementById(mark.dataset.figure);

    // The page scrolls under the tip, after a link to a figure by itself: the tip goes with its mark.
    function place() {
      if (!told) return;
      const box = told.getBoundingClientRect();
      tip.hidden = box.bottom < 0 || box.top > window.innerHeight;
      const below = box.bottom + 8 + tip.offsetHeight < window.innerHeight;
      tip.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - tip.offsetWidth - 8))}px`;
      tip.style.top = `${below ? box.bottom + 8 : Math.max(8, box.top - 8 - tip.offsetHeight)}px`;
    }

    function tell(mark) {
      const row = rowOf(mark);
      if (!row) return;
      tip.replaceChildren();
      const add = (name, tag, parent, text) => {
        const element = document.createElement(tag);
        element.textContent = text;
        parent.append(element);
        return element;
      };
      add("printed", "strong", tip, one("[data-name=printed]", row).textContent);
      const list = document.createElement("dl");
      for (const cell of all("td[data-name]", row)) {
        const text = cell.innerText || cell.textContent;
        if (text.trim()) { add("", "dt", list, cell.dataset.name); add("", "dd", list, text.trim()); }
      }
      tip.append(list);
      told = mark;
      place();
    }

    const hide = () => { told = null; tip.hidden = true; };
    for (const mark of all(".fig")) {
      mark.addEventListener("pointerenter", () => tell(mark));
      mark.addEventListener("focus", () => tell(mark));
      mark.addEventListener("pointerleave", hide);
      mark.addEventListener("blur", hide);
    }
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    window.addEventListener("scroll", place, { passive: true });

    // A link to a figure shows its box in the picture; the table with its attributes opens when it is asked for there.
    function point() {
      const id = decodeURIComponent(location.hash.slice(1));
      for (const e of all(".at")) e.classList.remove("at");
      const row = id && document.getElementById(id);
      if (!row || row.tagName !== "TR") return;
      row.classList.add("at");
      const marks = all(".fig").filter((m) => m.dataset.figure === id);
      for (const mark of marks) mark.classList.add("at");
      const details = row.closest("details");
      if (marks.length) { marks[0].scrollIntoView({ block: "center" }); tell(marks[0]); }
      else if (details) { details.open = true; row.scrollIntoView({ block: "center" }); }
    }
    document.addEventListener("click", (event) => {
      const mark = event.target.closest(".fig");
      if (!mark) return;
      event.preventDefault();
      history.replaceState(null, "", `#${mark.dataset.figure}`);
      point();
    });
    window.addEventListener("hashchange", point);
    for (const image of all("img")) if (!image.complete) image.addEventListener("load", point, { once: true });
    point();
    // At the end of loading the browser scrolls to the row of that name by itself: back to the box.
    window.addEventListener("load", () => setTimeout(point));
  }

  if (body.classList.contains("findings")) findings();
  if (body.classList.contains("document")) sheets();
  // On a phone a chart is wider than the screen: it starts at the latest values.
  for (const chart of all(".chart")) chart.parentElement.scrollLeft = chart.parentElement.scrollWidth;
})();
