"use strict";

// Focus on the first problem of a form that came back, so that keyboard and screen reader start there.
document.addEventListener("DOMContentLoaded", () => {
  const first = document.querySelector(".is-invalid, [aria-invalid='true']");
  if (first) first.focus();
});

// A second click on a sending button does nothing while the first is on its way.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.target.hasAttribute("hx-post")) return;
  setTimeout(() => { button.disabled = true; }, 0);
  setTimeout(() => { button.disabled = false; }, 8000);
});
