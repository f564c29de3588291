"use strict";
// What every page of the review does with its requests: the token goes with each, and a refusal is told.
(() => {
  const one = (selector) => document.querySelector(selector);
  const token = one("meta[name=review-token]").content;
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
})();
