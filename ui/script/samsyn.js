/* Comfort only: every page works without this. */
"use strict";

/* The chapters fold away where they would push the page down. */
for (const menu of document.querySelectorAll(".side-menu")) {
  const narrow = window.matchMedia("(max-width: 60rem)");
  const fold = () => { menu.open = !narrow.matches; };
  fold();
  narrow.addEventListener("change", fold);
}

/* A menu closes with Escape and by a click beside it. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});

/* The list follows the choice of rows per page at once. */
const size = document.querySelector(".list-size select");
if (size) size.addEventListener("change", () => size.form.requestSubmit());

/* A list's address stays short: empty fields are not sent. */
for (const form of document.querySelectorAll("form.list-tools[method=get]"))
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
  });

/* A form that is left with changes asks first. */
for (const form of document.querySelectorAll("form.record-form")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

/* "/" goes to the search field, as in many work tools. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
  const field = document.querySelector("#search");
  if (field) {
    event.preventDefault();
    field.focus();
  }
});

/* Faults are read out first. */
const summary = document.querySelector(".ds-error-summary");
if (summary) summary.focus();
