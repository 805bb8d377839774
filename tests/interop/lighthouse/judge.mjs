// Lighthouse's marks of pages, as on a middling phone: node judge.mjs CHROMIUM ADDRESS SESSION PATH... Prints JSON.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { connect } from 'puppeteer-core';

const [chromium, address, session, ...paths] = process.argv.slice(2);
const chromeFlags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const asked = ['performance', 'accessibility', 'best-practices'];
const marks = {};
for (const path of paths) {
  // A new browser each time: signed in, and nothing in its cache.
  const chrome = await launch({ chromePath: chromium, chromeFlags });
  try {
    const puppet = await connect({ browserURL: `http://127.0.0.1:${chrome.port}`, defaultViewport: null });
    const page = await puppet.newPage();
    const kept = { sessionid: session, django_language: 'zh-hans' };
    await page.setCookie(...Object.entries(kept).map(([name, value]) => ({ name, value, url: address })));
    const flags = { onlyCategories: asked, disableStorageReset: true, logLevel: 'error' };
    const { lhr } = await lighthouse(address + path, flags, undefined, page);
    const short = Object.values(lhr.audits).filter(({ score, scoreDisplayMode }) =>
      score !== null && score < 0.9 && ['binary', 'numeric', 'metricSavings'].includes(scoreDisplayMode));
    marks[path] = {
      ...Object.fromEntries(asked.map(name => [name, lhr.categories[name].score])),
      firstPaintMs: Math.round(lhr.audits['first-contentful-paint'].numericValue),
      bytes: lhr.audits['total-byte-weight'].numericValue,
      shown: new URL(lhr.finalDisplayedUrl).pathname,
      error: lhr.runtimeError?.message || '',
      short: short.map(({ id, score, displayValue, details }) => [`${id} ${score} ${displayValue || ''}`.trim(),
        ...[details?.items ?? []].flat().filter(item => item?.node).map(item => item.node.snippet)]),
    };
  } finally {
    await chrome.kill();
  }
}
console.log(JSON.stringify(marks));
