// The pictures of README.md and doc/handbok, taken from the running program: test/browser/pictures.py starts one with the demo.
//
//   node test/browser/pictures.mjs --url ADDRESS --password WORD --report FILE --out DIR [--only NAME]

import { chromium } from "playwright-core";

const given = {};
for (let i = 2; i < process.argv.length; i += 2) given[process.argv[i].slice(2)] = process.argv[i + 1];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
let page;

async function as(login, size = { width: 1100, height: 760 }) {
  await page?.context().close();
  const context = await browser.newContext({ viewport: size, locale: "sv-SE", colorScheme: "light" });
  page = await context.newPage();
  await page.goto(given.url + "/logga-in");
  await page.fill("#f-login", login);
  await page.fill("#f-password", given.password);
  await page.click("main button[type=submit]");
  await page.waitForLoadState();
}

async function take(name, at, before) {
  if (given.only && given.only !== name) return;
  const answer = at && (await page.goto(given.url + at));
  if (answer && answer.status() >= 400) throw new Error(`${name}: ${at} answers ${answer.status()}`);
  if (before) await before();
  await page.screenshot({ path: `${given.out}/${name}.png` });
}

// The record of a list whose title has these words.
async function record(list, words) {
  await page.goto(`${given.url}/${list}`);
  const link = page.locator("main tbody th a", { hasText: words }).first();
  return link.getAttribute("href");
}

await as("samordnare");
const followUp = await record("granskningar", "Uppföljning");
await take("start", "/");
await take("over-aren", "/granskningar/over-aren");
await take("bedomningar", `${followUp}/bedomningar`);
await take("sammanfattning", `${followUp}/sammanfattning`);
await take("lista", "/rekommendationer");
const recommendation = await record("rekommendationer", "");
await take("tidslinje", `${recommendation}/tidslinje`);
await take("historik", `${followUp}/historik`);
await take("las-in", "/granskningar/las-in", async () => {
  await page.setInputFiles("#f-fil", given.report);
  await page.click("main button[type=submit]");
  await page.waitForLoadState();
  await page.locator("h2", { hasText: "Iakttagelse" }).scrollIntoViewIfNeeded();
  await page.evaluate(() => [...document.querySelectorAll("h2")].find((h) => h.textContent.trim() === "Iakttagelse").scrollIntoView());
});
await take("laget", "/laget?dag=2024-06-30&till=/");
await page.goto(given.url + "/laget?dag=&till=/");
await as("admin");
await take("behorigheter", "/behorigheter");
await browser.close();
