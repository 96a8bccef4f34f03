/* Keys and the palette. Comfort only: everything here is reached by the menu, the search field and the help. */
"use strict";

(() => {
  const keys = document.querySelector("#keys"), palette = document.querySelector("#palette");
  if (!keys || !palette || !keys.showModal) return;
  const text = palette.querySelector("#palette-text"), list = palette.querySelector("#palette-list"), none = palette.querySelector("#palette-none");
  const MOST = 12;

  /* Single keys can be switched off (WCAG 2.1.4). */
  const on = keys.querySelector("#keys-on");
  on.checked = window.localStorage.getItem("samsyn-keys") !== "off";
  document.documentElement.dataset.keys = on.checked ? "on" : "off";
  on.addEventListener("change", () => {
    window.localStorage.setItem("samsyn-keys", on.checked ? "on" : "off");
    document.documentElement.dataset.keys = on.checked ? "on" : "off";
  });

  /* What can be gone to: this page's menu; then the registers and the latest changes, as the server shows them to this reader. */
  let items = [...document.querySelectorAll(".side nav a")].map((a) => {
    const chapter = a.closest("ul").previousElementSibling;
    return { label: a.textContent.trim(), kind: chapter ? chapter.textContent.trim() : "", to: a.getAttribute("href") };
  });
  let asked = false;
  const fetched = async (address, pick, kind) => {
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const a of page.querySelectorAll(pick)) {
        const to = a.getAttribute("href");
        if (to && to.startsWith("/") && !items.some((i) => i.to === to)) items.push({ label: a.textContent.trim(), kind, to });
      }
      show();
    } catch { /* without an answer the menu's own pages are there */ }
  };

  let chosen = 0, shown = [];
  const choose = (at) => {
    chosen = at;
    for (const [i, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(i === at));
    if (list.children[at]) {
      text.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    } else text.removeAttribute("aria-activedescendant");
  };
  const go = (at) => { if (shown[at]) window.location.assign(shown[at].to); };
  function show() {
    const words = text.value.trim().toLocaleLowerCase("sv").split(/\s+/).filter(Boolean);
    shown = items.filter((i) => words.every((w) => (i.label + " " + i.kind).toLocaleLowerCase("sv").includes(w))).slice(0, MOST);
    if (words.length) shown.push({ label: palette.dataset.search + " ”" + text.value.trim() + "”", kind: "", to: "/sok?q=" + encodeURIComponent(text.value.trim()) });
    list.replaceChildren(...shown.map((item, i) => {
      const option = document.createElement("li"), kind = document.createElement("span");
      option.id = "palette-" + i;
      option.setAttribute("role", "option");
      kind.className = "muted";
      kind.textContent = item.kind;
      option.append(item.label, " ", kind);
      option.addEventListener("click", () => go(i));
      return option;
    }));
    none.hidden = shown.length > 0;
    choose(0);
  }
  text.addEventListener("input", show);
  text.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) choose((chosen + step + shown.length) % shown.length);
    else if (event.key === "Enter") go(chosen);
    else return;
    event.preventDefault();
  });

  /* A dialog gives the focus back to where it was. */
  const open = (dialog) => {
    if (document.querySelector("dialog[open]")) return;
    const before = document.activeElement;
    dialog.addEventListener("close", () => { if (before && before.focus) before.focus(); }, { once: true });
    dialog.showModal();
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (!asked) {
        asked = true;
        fetched("/register", "main a[href]", palette.dataset.registers);
        fetched("/", "main th[scope=row] a[href]", palette.dataset.recent);
      }
      text.value = "";
      show();
      open(palette);
      text.focus();
    } else if (event.key === "?" && on.checked && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
      event.preventDefault();
      open(keys);
    }
  });
})();
