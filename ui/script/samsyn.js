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
  if (event.key !== "/" || document.documentElement.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
  const field = document.querySelector("#search");
  if (field) {
    event.preventDefault();
    field.focus();
  }
});

/* A file on its way shows how far it has come. Without script the browser sends the form by itself. */
for (const form of document.querySelectorAll("form[data-sending]"))
  form.addEventListener("submit", (event) => {
    const file = form.querySelector("input[type=file]");
    if (!file || !file.files.length || !window.FormData) return;
    event.preventDefault();
    const line = document.createElement("p"), bar = document.createElement("progress"), request = new XMLHttpRequest();
    line.setAttribute("role", "status");
    line.className = "sending";
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", form.dataset.sending);
    line.append(form.dataset.sending, " ", bar);
    form.querySelector(".form-end").prepend(line);
    form.querySelector("button[type=submit]").disabled = true;
    request.upload.addEventListener("progress", (e) => { if (e.lengthComputable) bar.value = e.loaded / e.total; });
    request.addEventListener("load", () => {
      if (request.status < 400) {
        window.location.assign(request.responseURL);
        return;
      }
      const answer = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
      const main = document.querySelector("main");
      if (!answer || !main) return;
      main.replaceWith(document.importNode(answer, true));
      const faults = document.querySelector(".ds-error-summary");
      if (faults) faults.focus();
    });
    request.addEventListener("error", () => { form.submit(); });
    request.open("POST", form.action);
    request.send(new FormData(form));
  });

/* Faults are read out first. */
const summary = document.querySelector(".ds-error-summary");
if (summary) summary.focus();
