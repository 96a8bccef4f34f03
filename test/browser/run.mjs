// Walks the pages of a running server in Chromium: axe without violations in light and dark, Swedish and English; no sideways
// scroll at 320 pixels; everything once with script off; the core tasks by form. Its last line is "N passed, N failed".
//
//   node test/browser/run.mjs --url http://127.0.0.1:8080 --login NAME --password WORD [--shots DIR] [--report FILE]
//        [--part walk|noscript|script|past|journey] [--only TEXT: addresses that contain it] [--minutes 40]
//
// The account must be one that may edit audits and organisations in the demo's federation. --report is an audit report that the
// database does not hold yet: it is imported, corrected, confirmed, read and taken out as the summary table.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const given = {};
for (let i = 2; i < process.argv.length; i++)
  if (process.argv[i].startsWith("--")) given[process.argv[i].slice(2)] = process.argv[i + 1]?.startsWith("--") ? true : (process.argv[++i] ?? true);
const url = given.url ?? "http://127.0.0.1:8080";
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// Pages for anyone, pages behind the sign-in. {list} is the first record of that list.
const open = ["/logga-in", "/hjalp", "/tillganglighet", "/finns-inte"];
const lists = ["organisationer", "organ", "personer", "roller", "innehav", "konton", "behorigheter", "dokument", "dokumentversioner", "bevis", "revisionsplaner",
  "granskningar", "granskade-organ", "granskare", "revisionsfragor", "revisionskriterier", "metoder", "granskade-dokument", "intervjuer", "faktakontroller",
  "uppgifter", "iakttagelser", "rekommendationer", "bedomningar", "foljder", "underskrifter", "sandlistor", "yttranden", "yttrandemottagare", "utskick", "svar", "atgarder", "atgarders-ursprung", "effektuppfoljningar", "egna-bedomningar", "beslut-utan-atgard", "fragor", "inventarier", "komponenter", "sarbarheter", "omvarldsbevakning", "sammantraden", "presentationer", "begaranden", "beslut", "riskaptit"];
const closed = ["/", "/plats", "/installningar", "/register", "/sok", "/sok?q=förbund", "/laget", "/granskningar?q=finns-inte-alls", "/roller?sort=-title&state=vakant",
  "/organisationer/ny", "/dokument/ny", "/granskningar/ny", "/organ/import", "/granskningar/las-in", "/granskningar/over-aren", "/bemanning", "/granskningar/lasning", "/handlingsplan", "/direktionen", "/direktionen/aterrapport", "{sammantraden}/dagordning", "/sarbarheter/dagens-forandring", "/dokument/styrande", "/dokument/5/kannedom", "/dokument/2/jamfor", "/finns-inte",
  "{granskningar}/andra", "{granskningar}/ratta", "{granskningar}/historik", "{granskningar}/upphav", "{granskningar}/bedomningar", "{granskningar}/kvarstar",
  "{granskningar}/sammanfattning", "{granskningar}/revisionspaket", "{rekommendationer}/tidslinje", "/arenden", "/sok?q=s%C3%A4kerhetsh%C3%A4ndelser", "/urval", "{yttranden}/svar", "{yttranden}/forhandsvisning", "{yttranden}/beslut",
  "{yttranden}/utskick", "{yttranden}/andringar", "{rekommendationer}/atgarder", "{rekommendationer}/ratta", "{organisationer}/andra", "{dokument}/historik"];
// These look the same in all but words and rows: once each is enough.
const once = [...lists.map((l) => "/" + l), ...lists.map((l) => `{${l}}`)];

let passed = 0;
let failed = 0;
function check(name, fault) {
  if (fault) {
    failed++;
    console.log(`FAIL ${name}: ${fault}`);
  } else passed++;
}

function shotName(at, kind) {
  return path.join(given.shots, `${at.replace(/^\//, "").replace(/[^a-zåäö0-9-]+/gi, "_") || "start"}.${kind}.png`);
}

async function shoot(page, at, kind) {
  if (typeof given.shots === "string") await page.screenshot({ path: shotName(at, kind), fullPage: true });
}

async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return result.violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 160)}`).join("; ");
}

// Width of what is wider than the window, outside scrollers; 0 when nothing is.
const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

async function signIn(page) {
  await page.goto(url + "/logga-in");
  await page.fill("#f-login", given.login);
  await page.fill("#f-password", given.password);
  await page.click("main button[type=submit]");
  await page.waitForLoadState();
  return !page.url().includes("/logga-in");
}

async function context(browser, options, language) {
  const c = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "sv-SE", ...options });
  c.setDefaultTimeout(120000); // what has not come by then does not come, however much else the machine does
  await c.addCookies([{ name: "samsyn-lang", value: language, url }]);
  return c;
}

async function resolve(page, found, at) {
  const m = at.match(/^\{([a-z-]+)\}(.*)$/);
  if (!m) return at;
  if (!(m[1] in found)) {
    await page.goto(`${url}/${m[1]}`);
    const link = page.locator("main tbody th a").first();
    found[m[1]] = (await link.count()) ? await link.getAttribute("href") : null;
  }
  return found[m[1]] && found[m[1]] + m[2];
}

async function look(page, at, kind, status) {
  const errors = [];
  const onConsole = (m) => { if (m.type() === "error" && !/status of (4|5)\d\d/.test(m.text())) errors.push(m.text()); };
  page.on("console", onConsole);
  const answer = await page.goto(url + at);
  const want = at.includes("finns-inte") && !at.includes("q=") ? 404 : 200;
  check(`${kind} ${at} answers`, answer.status() === (status ?? want) ? "" : `status ${answer.status()}`);
  check(`${kind} ${at} has one h1`, (await page.locator("h1").count()) === 1 ? "" : `${await page.locator("h1").count()}`);
  check(`${kind} ${at} axe`, await violations(page));
  await shoot(page, at, kind);
  if (kind.startsWith("sv-light")) {
    await page.setViewportSize({ width: 320, height: 800 });
    const wide = await page.evaluate(overflow);
    check(`${kind} ${at} at 320`, wide > 0 ? `${wide} pixels too wide` : "");
    await shoot(page, at, "sv-320");
    await page.setViewportSize({ width: 1280, height: 900 });
  }
  check(`${kind} ${at} console`, errors.join("; "));
  page.off("console", onConsole);
}

async function walk(browser) {
  const found = {};
  for (const language of ["sv", "en"])
    for (const scheme of ["light", "dark"]) {
      const c = await context(browser, { colorScheme: scheme }, language);
      const page = await c.newPage();
      const kind = `${language}-${scheme}`;
      for (const at of open) if (!given.only || at.includes(given.only)) await look(page, at, kind + (at === "/finns-inte" ? "-out" : ""));
      check(`${kind} signs in`, (await signIn(page)) ? "" : "still at the sign-in page");
      const first = language === "sv" && scheme === "light";
      for (const pattern of first ? [...closed, ...once] : closed) {
        if (given.only && !pattern.includes(given.only)) continue;
        const at = await resolve(page, found, pattern);
        if (at) await look(page, at, kind);
        else if (closed.includes(pattern)) check(`${kind} ${pattern}`, "the list has no record");
      }
      const lang = await page.evaluate(() => document.documentElement.lang);
      check(`${kind} speaks ${language}`, lang === language ? "" : lang);
      await c.close();
    }
  return found;
}

async function withoutScript(browser, found) {
  const c = await context(browser, { javaScriptEnabled: false }, "sv");
  const page = await c.newPage();
  check("no script: signs in", (await signIn(page)) ? "" : "still at the sign-in page");
  for (const pattern of [...closed, ...once]) {
    if (given.only && !pattern.includes(given.only)) continue;
    const at = await resolve(page, found, pattern);
    if (!at) continue;
    const answer = await page.goto(url + at);
    const text = await page.locator("main").innerText();
    check(`no script ${at}`, answer.status() < 500 && text.trim().length > 20 ? "" : `status ${answer.status()}, ${text.length} characters`);
  }
  // The chapters stand beside the content, but are folded where they would push it down.
  await page.goto(url + "/granskningar");
  check("no script: chapters beside the content", (await page.locator(".side nav").isVisible()) ? "" : "not seen");
  await page.setViewportSize({ width: 320, height: 800 });
  check("no script at 320: chapters are folded", (await page.locator(".side nav").isVisible()) ? "open above the content" : "");
  const top = (await page.locator("h1").boundingBox()).y;
  check("no script at 320: the heading is in sight", top < 500 ? "" : `${top} pixels down`);
  await shoot(page, "/granskningar", "no-script-320");
  await page.click(".side summary");
  check("no script at 320: the chapters unfold", (await page.locator(".side nav").isVisible()) ? "" : "not seen");
  await page.setViewportSize({ width: 1280, height: 900 });
  await tasks(page, "no script");
  await c.close();
}

// The core tasks, by form: create with a fault, mend it, change, meet another's change, history, revoke, list with a filter, CSV.
async function tasks(page, kind) {
  if (given.only) return;
  const name = `Prövning ${kind} <b>"&' ${Date.now()}`;
  await page.goto(url + "/dokument/ny");
  await page.click("main button[type=submit]");
  check(`${kind}: a faulty form tells`, (await page.locator(".ds-error-summary a").count()) > 0 ? "" : "no summary");
  await shoot(page, "/dokument/ny", `${kind.replace(" ", "-")}-fault`);
  await page.fill("#f-title", name);
  await page.selectOption("#f-type", "policy");
  await page.selectOption("#f-state", "utkast");
  await page.click("main button[type=submit]");
  check(`${kind}: creates`, (await page.locator("h1").innerText()) === name ? "" : await page.locator("h1").innerText());
  const at = page.url();
  await page.goto(at + "/andra");
  const other = await page.context().newPage();
  await other.goto(at + "/andra");
  await other.fill("#f-note", "Den andres rad");
  await other.click("main button[type=submit]");
  await other.waitForURL((u) => !u.pathname.endsWith("/andra")); // a page that is closed while it loads can hang the browser
  await other.close();
  await page.fill("#f-note", "Första raden\nAndra raden åäö");
  await page.click("main button[type=submit]");
  check(`${kind}: shows both sides of a conflict`, (await page.locator("main table").innerText()).includes("Den andres rad") ? "" : "not there");
  await shoot(page, "/konflikt", kind.replace(" ", "-"));
  await page.click("main form button[type=submit]");
  check(`${kind}: saves over it`, (await page.locator("main").innerText()).includes("Andra raden åäö") ? "" : "not there");
  await page.goto(at + "/historik");
  check(`${kind}: history has three versions`, (await page.locator("main h2").count()) === 3 ? "" : `${await page.locator("main h2").count()}`);
  await shoot(page, "/historik-efter", kind.replace(" ", "-"));
  await page.goto(url + "/dokument?q=" + encodeURIComponent(name));
  check(`${kind}: the search finds it`, (await page.locator("main tbody tr").count()) === 1 ? "" : `${await page.locator("main tbody tr").count()} rows`);
  await page.goto(at + "/upphav");
  await page.fill("#f-reason", "Prövningen är klar");
  await page.click("main form button[type=submit]");
  await page.goto(url + "/dokument?q=" + encodeURIComponent(name));
  check(`${kind}: revoked rows leave the list`, (await page.locator("main tbody tr").count()) === 0 ? "" : "still there");
  await page.goto(url + "/organ/import");
  await page.setInputFiles("#f-fil", { name: "organ.csv", mimeType: "text/csv", buffer: Buffer.from("Organisation;Namn;Typ\nett;;Rymdfart\n") });
  await page.click("main form button[type=submit]");
  check(`${kind}: a faulty file is told by line and column`, (await page.locator("main tbody tr").count()) >= 2 && (await page.locator("main tbody").innerText()).includes("rad 2")
    ? "" : await page.locator("main").innerText());
  await shoot(page, "/organ/import", `${kind.replace(" ", "-")}-fault`);
  const body = `Organ ur fil ${Date.now()}`;
  await page.setInputFiles("#f-fil", { name: "organ.csv", mimeType: "text/csv", buffer: Buffer.from(`Organisation;Namn;Typ\n1;"${body}";Annat organ\n`) });
  await page.click("main form button[type=submit]");
  await shoot(page, "/organ/import", `${kind.replace(" ", "-")}-confirm`);
  await page.click("main form button[type=submit]");
  await page.goto(url + "/organ?q=" + encodeURIComponent(body));
  check(`${kind}: a confirmed file is stored`, (await page.locator("main tbody tr").count()) === 1 ? "" : "not there");
}

// A report from file to summary table. The second time the same report is refused, with what was written kept.
async function journey(browser, script, stored) {
  const kind = script ? "journey" : "journey without script";
  const c = await context(browser, { javaScriptEnabled: script }, "sv");
  const page = await c.newPage();
  await signIn(page);
  await page.goto(url + "/granskningar/las-in");
  await page.setInputFiles("#f-fil", { name: "fel.txt", mimeType: "text/plain", buffer: Buffer.from("Ring mamma\nKöp mjölk\n") });
  await page.click("main form button[type=submit]");
  check(`${kind}: what is no report is refused`, (await page.locator(".ds-error-summary").count()) === 1 ? "" : "no summary");
  await page.setInputFiles("#f-fil", given.report);
  await page.click("main form button[type=submit]");
  const proposals = await page.locator(".proposal").count();
  check(`${kind}: proposals beside their passages`, proposals > 20 && (await page.locator(".passage").count()) === proposals ? "" : `${proposals}`);
  if (script) {
    check(`${kind}: axe on the proposals`, await violations(page));
    await page.setViewportSize({ width: 320, height: 800 });
    check(`${kind}: proposals at 320`, (await page.evaluate(overflow)) > 0 ? "too wide" : "");
    await page.setViewportSize({ width: 1280, height: 900 });
  }
  if (typeof given.shots === "string") await page.screenshot({ path: shotName("/las-in-forslag", script ? "script" : "no-script") });
  const title = page.locator("[id='v-audit/1/title']");
  const corrected = (await title.inputValue()) + " (rättad)";
  await title.fill(corrected);
  await page.click("main form .form-end button[type=submit]");
  if (stored) {
    check(`${kind}: the same report twice is refused`, (await page.locator(".ds-error-summary").count()) === 1 ? "" : page.url());
    check(`${kind}: what was written is kept`, (await page.locator("[id='v-audit/1/title']").inputValue()) === corrected ? "" : "lost");
    for (const tail of ["/bedomningar", "/kvarstar", "/sammanfattning", ""]) {
      await page.goto(stored + tail);
      check(`${kind} ${tail} axe`, await violations(page));
    }
    await c.close();
    return stored;
  }
  check(`${kind}: stored as corrected`, (await page.locator("h1").innerText()) === corrected ? "" : await page.locator("main").innerText());
  check(`${kind}: three parts a recommendation`, (await page.locator("section.three").count()) > 0 ? "" : "none");
  const at = page.url().replace(/\/bedomningar$/, "");
  for (const tail of ["/bedomningar", "/kvarstar", "/sammanfattning", ""]) {
    await page.goto(at + tail);
    if (typeof given.shots === "string") await page.screenshot({ path: shotName("/inlast" + tail, "sv"), fullPage: true });
  }
  for (const [tail, type] of [["html", "text/html"], ["csv", "text/csv"], ["xlsx", "spreadsheetml"], ["pdf", "application/pdf"]]) {
    const answer = await c.request.get(`${at}/sammanfattning.${tail}`);
    check(`${kind}: summary as ${tail}`, answer.status() === 200 && answer.headers()["content-type"].includes(type) ? "" : `${answer.status()}`);
  }
  await c.close();
  return at;
}

// "Läget den …": the banner, no buttons, and the way back.
async function thePast(browser) {
  if (given.only) return;
  const c = await context(browser, {}, "sv");
  const page = await c.newPage();
  await signIn(page);
  await page.goto(url + "/laget");
  await page.fill("#f-dag", "2023-12-06");
  await page.click("main form button[type=submit]");
  await page.goto(url + "/organisationer");
  check("the past: its banner", (await page.locator(".band-past").count()) === 1 ? "" : "none");
  check("the past: axe", await violations(page));
  check("the past: nothing to write with", (await page.locator("a[href$='/ny']").count()) === 0 ? "" : "a button");
  await shoot(page, "/organisationer", "past");
  await page.click(".band-past a");
  check("the past: the way back", (await page.locator(".band-past").count()) === 0 ? "" : "still there");
  await page.goto(url + "/laget?dag=3000-01-01&till=/");
  check("the past: no future", (await page.locator(".ds-error-summary").count()) === 1 ? "" : "no summary");
  await c.close();
}

async function keyboard(browser) {
  if (given.only) return;
  const c = await context(browser, {}, "sv");
  const page = await c.newPage();
  await signIn(page);
  await page.goto(url + "/granskningar");
  await page.keyboard.press("Tab");
  check("keyboard: the first stop is the skip link", await page.evaluate(() => document.activeElement.classList.contains("ds-skip-link") ? "" : document.activeElement.outerHTML));
  await page.keyboard.press("Enter");
  check("keyboard: it leads to the content", await page.evaluate(() => location.hash === "#content" ? "" : location.hash));
  await page.keyboard.press("/");
  check("keyboard: / leads to the search", await page.evaluate(() => document.activeElement.id === "search" ? "" : document.activeElement.outerHTML));
  await tasks(page, "script");
  await c.close();
}

// A browser that has stopped answering must not hold the tests for ever.
const deadline = setTimeout(() => {
  console.log(`FAIL the walk: not ready after ${given.minutes ?? 40} minutes`);
  console.log(`${passed} passed, ${failed + 1} failed`);
  process.exit(1);
}, (given.minutes ?? 40) * 60000);

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags });
try {
  if (typeof given.shots === "string") fs.mkdirSync(given.shots, { recursive: true });
  const part = (name) => !given.part || given.part === name;
  const found = part("walk") ? await walk(browser) : {};
  if (part("noscript")) await withoutScript(browser, found);
  if (part("script")) await keyboard(browser);
  if (part("past")) await thePast(browser);
  if (part("journey") && typeof given.report === "string" && !given.only) {
    const stored = await journey(browser, false, "");
    await journey(browser, true, stored);
  }
} catch (fault) {
  check("the walk", fault.stack ?? String(fault));
} finally {
  await browser.close();
}
clearTimeout(deadline);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
