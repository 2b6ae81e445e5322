"use strict";

// Focus on the list of problems of a form that came back, or else on the first of them, so that keyboard and
// screen reader start there: who sees only the first place does not know of the others.
document.addEventListener("DOMContentLoaded", () => {
  const first = document.querySelector("#problems-head") || document.querySelector(".is-invalid, [aria-invalid='true']");
  if (first) first.focus();
});

// A second click on a sending button does nothing while the first is on its way.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.target.hasAttribute("hx-post")) return;
  setTimeout(() => { button.disabled = true; }, 0);
  setTimeout(() => { button.disabled = false; }, 8000);
});

// "/" goes to the search, as long as nobody is typing somewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("#q, #portal-search");
  if (!box) return;
  event.preventDefault();
  box.focus();
});
