// Lighthouse's marks of pages, as on a middling phone: node judge.mjs CHROMIUM ADDRESS COOKIE PATH... Prints JSON.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const [chromium, address, cookie, ...paths] = process.argv.slice(2);
const chromeFlags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const asked = ['performance', 'accessibility', 'best-practices'];
const chrome = await launch({ chromePath: chromium, chromeFlags });
const marks = {};
try {
  for (const path of paths) {
    const { lhr } = await lighthouse(address + path, {
      port: chrome.port, onlyCategories: asked, extraHeaders: { Cookie: cookie }, logLevel: 'error',
    });
    const short = Object.values(lhr.audits).filter(({ score, scoreDisplayMode }) =>
      score !== null && score < 0.9 && ['binary', 'numeric', 'metricSavings'].includes(scoreDisplayMode));
    marks[path] = {
      ...Object.fromEntries(asked.map(name => [name, lhr.categories[name].score])),
      firstPaintMs: Math.round(lhr.audits['first-contentful-paint'].numericValue),
      bytes: lhr.audits['total-byte-weight'].numericValue,
      error: lhr.runtimeError?.message || '',
      short: short.map(({ id, score, displayValue }) => `${id} ${score} ${displayValue || ''}`.trim()),
    };
  }
} finally {
  await chrome.kill();
}
console.log(JSON.stringify(marks));
