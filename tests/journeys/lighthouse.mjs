// node lighthouse.mjs CHROMIUM FLAGS ADDRESS…: one browser looks at each address in turn. Prints JSON:
// for each address its scores, and every audit that is not passed with what it found.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, flags, ...addresses] = process.argv.slice(2);
const onlyCategories = ["accessibility", "best-practices"];
// A page that was drawn is a page that can be judged: nothing here waits for figures of speed.
const settings = {
  onlyCategories, throttlingMethod: "simulate", disableFullPageScreenshot: true,
  pauseAfterFcpMs: 0, pauseAfterLoadMs: 0, networkQuietThresholdMs: 100, cpuQuietThresholdMs: 0,
};

const failed = (audits, references) =>
  references
    .map(({ id, weight }) => ({ ...audits[id], weight }))
    .filter(({ score, weight }) => weight > 0 && score !== null && score < 1)
    .map(({ id, title, details }) => ({
      id,
      title,
      items: (details?.items ?? []).slice(0, 3).map((each) => each.node?.snippet ?? JSON.stringify(each)),
    }));

const chrome = await launch({ chromePath, chromeFlags: flags.split(" "), ignoreDefaultFlags: false });
const found = {};
try {
  for (const address of addresses) {
    const { lhr } = await lighthouse(address, { port: chrome.port, logLevel: "error", ...settings });
    const categories = Object.values(lhr.categories);
    found[address] = {
      error: lhr.runtimeError?.code ?? "",
      scores: Object.fromEntries(categories.map(({ id, score }) => [id, score])),
      failed: categories.flatMap(({ auditRefs }) => failed(lhr.audits, auditRefs)),
    };
  }
} finally {
  await chrome.kill();
}
console.log(JSON.stringify(found));
