// The whole cycle in Chromium: an audit report is read in, answered by measures and a response that is decided and sent, and verified by an
// auditor; each part by the role whose it is. test/browser/cycle.py starts the server and checks the package that is fetched here.
// Its last line is "N passed, N failed".
//
//   node test/browser/cycle.mjs --url http://127.0.0.1:8080 --password WORD --report FILE --package FILE.zip [--noscript] [--shots DIR]

import fs from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

const given = {};
for (let i = 2; i < process.argv.length; i++)
  if (process.argv[i].startsWith("--")) given[process.argv[i].slice(2)] = process.argv[i + 1]?.startsWith("--") ? true : (process.argv[++i] ?? true);
const url = given.url;
const today = new Date().toLocaleDateString("sv-SE");

let passed = 0;
let failed = 0;
let shots = 0;
function step(what, holds, seen) {
  if (holds) passed++;
  else {
    failed++;
    console.log(`FAIL ${what}: ${String(seen ?? "").slice(0, 500)}`);
  }
}

const text = (page) => page.locator("main").innerText();
const shoot = async (page, name) => {
  if (typeof given.shots === "string") await page.screenshot({ path: path.join(given.shots, `${String(++shots).padStart(2, "0")}-${name}.png`), fullPage: true });
};

async function go(page, at) {
  const answer = await page.goto(url + at);
  return answer.status();
}

// Fills the record's form by its fields' names and sends it; where it leads.
async function form(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`[id="f-${name}"]`);
    if ((await field.evaluate((e) => e.tagName)) === "SELECT") await field.selectOption(value);
    else if ((await field.getAttribute("type")) === "file") await field.setInputFiles(value);
    else await field.fill(value);
  }
  await Promise.all([page.waitForNavigation(), page.locator("main form.record-form button[type=submit]").last().click()]);
  return page.url().slice(url.length);
}

// The button that takes a step; whether it was there.
async function press(page, label) {
  const button = page.locator("main form button[type=submit]", { hasText: label });
  if (!(await button.count())) return false;
  await button.first().click();
  await page.waitForLoadState();
  return true;
}

const option = (page, id, words) => page.locator(`[id="f-${id}"] option`, { hasText: words }).first().getAttribute("value");

// A request that the page offers no button for, with the form token of the person's own pages.
async function forced(page, at, fields) {
  await go(page, "/installningar");
  const csrf = await page.locator("input[name=csrf]").first().getAttribute("value");
  return page.context().request.post(url + at, { form: { ...fields, csrf }, maxRedirects: 0, headers: { Origin: url } });
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });

async function person(login) {
  const c = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "sv-SE", javaScriptEnabled: !given.noscript, acceptDownloads: true });
  await c.addCookies([{ name: "samsyn-lang", value: "sv", url }]);
  const page = await c.newPage();
  await go(page, "/logga-in");
  await page.fill("#f-login", login);
  await page.fill("#f-password", given.password);
  await page.click("main button[type=submit]");
  await page.waitForLoadState();
  step(`${login} signs in`, !page.url().includes("/logga-in"), page.url());
  return page;
}

async function readIn(page) {
  await go(page, "/granskningar/las-in");
  await page.setInputFiles("#f-fil", given.report);
  await page.click("main form button[type=submit]");
  const n = await page.locator(".proposal").count();
  step("R15 a report is read into proposals beside their passages", n > 20 && (await page.locator(".passage").count()) === n, n);
  const title = page.locator("[id='v-audit/1/title']");
  const corrected = (await title.inputValue()) + " (rättad)";
  await title.fill(corrected);
  await shoot(page, "forslag");
  await page.click("main form .form-end button[type=submit]");
  await page.waitForLoadState();
  step("R1 the audit stands as the coordinator corrected it", (await text(page)).includes(corrected), await text(page));
  const at = page.url().slice(url.length).replace(/\/bedomningar$/, "");
  await go(page, `${at}/bedomningar`);
  const parts = await page.locator("section.three").count();
  step("R20 each recommendation stands with measure and assessment", parts > 0, parts);
  step("R21 the grades are there", /Delvis|Nej|Ja/.test(await text(page)), "");
  await shoot(page, "bedomningar");
  await go(page, `${at}/kvarstar`);
  step("R24 what remains is a list of its own", (await page.locator("main").innerText()).length > 100, "");
  await go(page, at);
  const link = page.locator("main a[href^='/rekommendationer/']").first();
  if (await link.count()) return { at, recommendation: (await link.getAttribute("href")).split("?")[0].replace(/\/(tidslinje|atgarder)$/, "") };
  await go(page, `${at}/bedomningar`);
  const href = await page.locator("main a[href^='/rekommendationer/']").first().getAttribute("href");
  return { at, recommendation: href.match(/^\/rekommendationer\/\d+/)[0] };
}

async function measures(it, chief, coordinator, { recommendation }) {
  const title = "Inför årlig riskanalys för gemensamma system";
  await go(it, `${recommendation}/atgarder`);
  const post = await option(it, "responsible", "It-chef");
  await it.fill("#f-title", title);
  await it.selectOption("#f-responsible", post);
  await it.fill("#f-due", "2027-06-30");
  await it.locator("main form.record-form button[type=submit]").first().click();
  await it.waitForLoadState();
  step("R36 the it-chef proposes a measure for the recommendation", (await text(it)).includes(title), await text(it));
  await shoot(it, "atgard");
  step("R39 the it-chef is offered no way to close the recommendation", (await it.locator("a[href*='beslut-utan-atgard/ny']").count()) === 0, "a button");
  const number = recommendation.match(/\d+$/)[0];
  const refused = await forced(it, "/beslut-utan-atgard/ny", { recommendation: number, reason: "Vi gör inget.", state: "beslutat", review: "2027-12-31", version: "0" });
  step("R39 and is refused when he asks anyway", refused.status() === 403, refused.status());
  await go(it, `${recommendation}/atgarder`);
  const at = await it.locator("main tbody th a", { hasText: title }).getAttribute("href");
  await go(it, at);
  step("R36 the decision of the measure is not the it-chef's", (await it.locator("button", { hasText: "Besluta åtgärden" }).count()) === 0, "a button");
  await go(chief, at);
  step("R36 the head decides the measure", await press(chief, "Besluta åtgärden"), await text(chief));
  await go(it, at);
  step("R36 the it-chef starts it", await press(it, "Starta"), await text(it));
  await go(it, `/bevis/ny?about=measure/${at.match(/\d+$/)[0]}`);
  await form(it, { title: "Protokoll från riskanalysen", source: "dokument", dated: "2026-06-01", file: { name: "protokoll.txt", mimeType: "text/plain", buffer: Buffer.from("Protokoll 2026-06-01\nRiskanalysen är gjord.\n") } });
  step("R14 evidence with its file is stored", (await text(it)).includes("protokoll.txt"), await text(it));
  step("R128 and its source is told", (await text(it)).includes("Dokument"), await text(it));
  await shoot(it, "bevis");
  await go(it, at);
  step("R36 the it-chef marks it done", await press(it, "Markera som klar"), await text(it));
  await go(coordinator, "/handlingsplan");
  step("R37 a measure without a follow-up is a deviation", (await coordinator.locator("#utan-uppfoljning").count()) === 1 && (await text(coordinator)).includes(title), await text(coordinator));
  await go(coordinator, `/effektuppfoljningar/ny?measure=${at.match(/\d+$/)[0]}`);
  const own = await option(coordinator, "performed_by", "Förbundschef").catch(() => null);
  const others = await coordinator.locator("#f-performed_by option").evaluateAll((all) => all.filter((o) => o.value).map((o) => o.value));
  for (const who of own ? [own, ...others] : others) {
    await form(coordinator, { dated: today, method: "Stickprov på tre system", effect: "verkan", performed_by: who });
    if (!(await coordinator.locator(".ds-error-summary").count())) break;
  }
  await go(coordinator, at);
  step("R37 the effect is followed up by another", (await text(coordinator)).includes("Avsedd effekt"), await text(coordinator));
  await shoot(coordinator, "effekt");
  return { measure: at, title };
}

async function response(chief, it, member, coordinator, { at }) {
  const audit = at.match(/\d+$/)[0];
  await go(chief, `/yttranden/ny?audit=${audit}`);
  await form(chief, { audit, title: "Yttrande över den inlästa granskningen", addressee: await option(chief, "addressee", "irektion"), requested_by: "Förbundets revisorer", due: "2027-01-31", state: "begart" });
  const response = chief.url().slice(url.length);
  step("R31 a response is asked for, with its last day", (await text(chief)).includes("2027-01-31"), await text(chief));
  const number = response.match(/\d+$/)[0];
  for (const recipient of ["Samtliga revisorer", "Sakkunnigt biträde"]) {
    await go(chief, `/yttrandemottagare/ny?response=${number}`);
    await form(chief, { response: number, recipient });
  }
  await go(chief, `${response}/svar`);
  await press(chief, "Börja på ett utkast");
  await go(chief, `${response}/svar`);
  const positions = chief.locator("main select[name^='position-']");
  const n = await positions.count();
  step("R34 each recommendation has its own answer in the draft", n > 0, await text(chief));
  for (let i = 0; i < n; i++) {
    await positions.nth(i).selectOption("delar");
    const id = (await positions.nth(i).getAttribute("name")).slice(9);
    await chief.fill(`[name="measure-${id}"]`, `Åtgärd för rekommendation ${i + 1}.`);
    const deadline = chief.locator(`[name="deadline-${id}"]`);
    if (await deadline.count()) await deadline.fill("2027-06-30");
    const responsible = chief.locator(`select[name="responsible-${id}"]`);
    if (await responsible.count()) await responsible.selectOption({ index: 1 });
  }
  await chief.fill("[name='text']", "Direktionen delar revisorernas bedömning.");
  await chief.locator("main form.record-form button[type=submit]").last().click();
  await chief.waitForLoadState();
  await shoot(chief, "utkast");
  await go(it, `${response}/beslut`);
  step("R33 the it-chef is not offered the decision", (await it.locator("[name=paragraph]").count()) === 0, await text(it));
  await go(member, `${response}/beslut`);
  await form(member, { decided: "2026-10-15", paragraph: "§ 42" });
  const decided = await text(member);
  step("R33 a member of the board registers the decision with day and paragraph", decided.includes("2026-10-15") && decided.includes("§ 42") && decided.includes("Stämmer"), decided);
  await shoot(member, "beslut");
  const changed = await forced(chief, `${response}/svar`, { text: "Ändrat efteråt", version: "9" });
  step("R33 nothing changes after the decision", changed.status() >= 400 && changed.status() < 500, changed.status());
  await go(coordinator, `${response}/utskick`);
  await form(coordinator, { sent: "2026-10-20", method: "E-post" });
  await press(coordinator, "Registrera att det är skickat");
  await go(coordinator, `${response}/svar`);
  step("R32 the coordinator logs every recipient, and it is sent", (await text(coordinator)).includes("Skickat"), await text(coordinator));
  await go(coordinator, `${response}/utskick`);
  step("R32 who got it, when and how", /2026-10-20/.test(await text(coordinator)), await text(coordinator));
  await shoot(coordinator, "utskick");
  return response;
}

async function confirmation(employee) {
  await go(employee, "/dokument/5/kannedom");
  step("R70 an employee confirms the reading", await press(employee, ""), await text(employee));
  await go(employee, "/dokument/5/kannedom");
  step("R70 and is not asked again", (await employee.locator("form[action$='/last']").count()) === 0, await text(employee));
  await shoot(employee, "kannedom");
}

async function auditor(page, { at, recommendation }, { measure, title }, response) {
  for (const where of [at, `${at}/bedomningar`, `${at}/sammanfattning`, recommendation, `${recommendation}/atgarder`, `${recommendation}/historik`, measure, `${measure}/historik`, `${response}/svar`,
    `${response}/beslut`, `${response}/utskick`, "/handlingsplan", "/dokument/styrande", "/bevis", "/organisationer", "/bemanning"]) {
    const status = await go(page, where);
    step(`R126 the auditor reads ${where.replace(/\d+/g, "#")}`, status === 200, status);
    const writes = await page.locator("main form[method=post]:not([action*='urval']) button, main a[href$='/andra'], main a[href$='/upphav'], main a[href$='/ratta']").count();
    step(`R126 and finds nothing to write with on ${where.replace(/\d+/g, "#")}`, writes === 0, writes);
  }
  for (const [where, fields] of [[`${at}/andra`, { title: "x", version: "1" }], [`${measure}/steg/ateroppna`, { version: "1" }], [`${response}/beslut`, { version: "1", decided: "2026-01-01", paragraph: "§ 1" }],
    [`${recommendation}/ratta`, { version: "1", reason: "x", text: "x" }], [`${recommendation}/atgarder`, { title: "x" }], ["/bevis/ny", { title: "x", about: "measure/1" }], ["/beslut-utan-atgard/ny", { recommendation: "1" }]]) {
    const answer = await forced(page, where, fields);
    step(`R126 the auditor is refused ${where.replace(/\d+/g, "#")}`, answer.status() === 403, answer.status());
  }
  const kept = await page.context().request.get(`${url}${response}/yttrande.txt`);
  step("R33 the decided text is fetched as it was decided", kept.status() === 200 && (await kept.text()).includes("Direktionen delar revisorernas bedömning."), kept.status());
  await go(page, `${measure}/historik`);
  step("R127 who did what stands in the history", (await page.locator("main h2").count()) >= 4, await text(page));
  await go(page, `/fragor/ny?audit=${at.match(/\d+$/)[0]}`);
  await form(page, { question: "Vilka system omfattades av riskanalysen?" });
  step("R126 the auditor asks a question of his own", (await text(page)).includes("Vilka system omfattades"), await text(page));
  await shoot(page, "fraga");
  await go(page, `${at}/revisionspaket`);
  await shoot(page, "revisionspaket");
  const link = await page.locator("main a.ds-button[href$='revisionspaket.zip']").getAttribute("href");
  const answer = await page.context().request.get(url + link, { timeout: 60000 });
  if (answer.status() === 200) fs.writeFileSync(given.package, await answer.body());
  else step("R126 the package comes", false, `${answer.status()} ${(await answer.text()).slice(-400)}`);
  step("R126 the auditor takes the package", fs.existsSync(given.package) && fs.statSync(given.package).size > 1000, "");
  await go(page, measure);
  step("R29 today the measure is there", (await text(page)).includes(title), "");
  await go(page, "/laget");
  await page.fill("#f-dag", "2023-12-06");
  await page.click("main form button[type=submit]");
  await page.waitForLoadState();
  step("R127 the day that is looked at is told on every page", (await page.locator(".band-past").count()) === 1, await text(page));
  const then = await go(page, measure);
  step("R127 on 2023-12-06 the measure was not there", then === 404, then);
  await shoot(page, "laget-2023");
  await page.click(".band-past a");
  await page.waitForLoadState();
  step("R127 and today it is again", (await go(page, measure)) === 200, "");
}

const deadline = setTimeout(() => {
  console.log(`FAIL not ready after 5 minutes\n${passed} passed, ${failed + 1} failed`);
  process.exit(1);
}, 300000);
try {
  if (typeof given.shots === "string") fs.mkdirSync(given.shots, { recursive: true });
  const [coordinator, it, chief, member, employee, reviser] = await Promise.all(["samordnare", "itchef", "chef", "ledamot", "medarbetare", "revisor"].map(person));
  const audit = await readIn(coordinator);
  const measure = await measures(it, chief, coordinator, audit);
  const answer = await response(chief, it, member, coordinator, audit);
  await confirmation(employee);
  await auditor(reviser, audit, measure, answer);
} catch (fault) {
  step("the cycle", false, fault.stack ?? fault);
} finally {
  await browser.close();
}
clearTimeout(deadline);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
