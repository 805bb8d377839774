/* What a page has to keep to, measured as the browser draws it. Answers with one line for each fault.
   rule: running and side (px of text), target (px), contrast (ratio, or 0), han (Chinese that may stand on an English page) */
(rule) => {
  const faults = [];
  const SIDE = 'small, .small, .hint, .muted, .tag, .facts, .steps, .tabs, .foot, .mode, .optional, .sub, .l2, .nav, .seg, th, kbd, figcaption, dt, .ph, .signer, .sp, .n, code, pre, .num, .papers, .filters, .queue, .trail, .chk, .way';
  const RUNNING = 'p, li, dd, td, label, legend, h1, h2, h3, .btn, .input, select, textarea';
  const isSeen = each => {
    const box = each.getBoundingClientRect(), style = getComputedStyle(each);
    return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && !each.closest('.sr, .skip, [hidden]') &&
      each.checkVisibility();
  };
  const tell = (what, each, more) => faults.push(`${what}: <${each.tagName.toLowerCase()} class="${each.getAttribute('class') || ''}"> ` +
    `${(each.textContent || each.name || '').trim().replace(/\s+/g, ' ').slice(0, 24)} ${more || ''}`);
  const ownText = each => [...each.childNodes].some(child => child.nodeType === 3 && child.data.trim());
  const texts = [...document.querySelectorAll('body *')].filter(each =>
    !each.closest('svg, script, .paper, .sheet, noscript, template') && (ownText(each) || each.matches('.input')) && isSeen(each));

  // text size
  texts.forEach(each => {
    const size = parseFloat(getComputedStyle(each).fontSize);
    const least = each.closest(RUNNING) && !each.closest(SIDE) ? rule.running : rule.side;
    if (size < least - 0.01) tell(`text of ${size} px`, each);
  });

  // target size: a label around its input, a card around its stretched link, a row around a box
  [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].filter(isSeen).forEach(each => {
    if (getComputedStyle(each).display === 'inline' && !each.matches('input, select, textarea')) return;
    if (each.matches('.link, .inline *') && each.closest('p, dd, li, td')) return;
    const whole = each.closest('label') || each.closest('.case') || each.closest('.queue li') || each.closest('.drop') || each.closest('.find') || each;
    const box = whole.getBoundingClientRect();
    if (box.height < rule.target - 0.5) tell(`target ${Math.round(box.height)} px high`, each);
  });

  // contrast
  const rgba = text => { const part = text.match(/[\d.]+/g).map(Number); return [part[0], part[1], part[2], part[3] === undefined ? 1 : part[3]]; };
  const over = (top, under) => [0, 1, 2].map(place => top[place] * top[3] + under[place] * (1 - top[3])).concat(1);
  const light = colour => {
    const [red, green, blue] = colour.map(value => { const part = value / 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = each => {
    const layers = [];
    for (let step = each; step; step = step.parentElement) {
      const colour = rgba(getComputedStyle(step).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  if (rule.contrast) {
    texts.forEach(each => {
      const under = ground(each), pair = [light(over(rgba(getComputedStyle(each).color), under)), light(under)].sort((a, b) => b - a);
      const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
      if (ratio < rule.contrast) tell(`contrast ${ratio.toFixed(2)}`, each);
    });
  }

  // structure
  const heads = document.querySelectorAll('h1');
  if (heads.length !== 1) faults.push(`${heads.length} h1`);
  if (!document.documentElement.lang) faults.push('no lang');
  document.querySelectorAll('input:not([type=hidden]), select, textarea').forEach(each => {
    const named = each.labels && [...each.labels].some(label => label.textContent.trim()) || each.getAttribute('aria-label') ||
      each.getAttribute('aria-labelledby');
    if (!named) tell('field without a name', each);
  });
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) {
    faults.push(`scrolls sideways: ${document.documentElement.scrollWidth} px`);
    [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1 &&
      !each.closest('.table-wrap, .nav, pre')).slice(0, 3).forEach(each => tell('too wide', each));
  }

  // English
  if (rule.han) {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const holder = walk.currentNode.parentElement;
      if (holder.closest('[lang^=zh], script, svg')) continue;
      const left = rule.han.reduce((text, word) => text.split(word).join(''), walk.currentNode.data);
      if (/\p{Script=Han}/u.test(left)) tell('Chinese', holder, left.trim());
    }
  }
  return faults;
}
