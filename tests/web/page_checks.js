/* What a page has to keep to, measured as the browser draws it. Answers with one line for each fault.
   rule: running and side (px of text), target (px high), wide (px wide), contrast and ofLarge (ratio), print (paper keeps no
   background), keys (look at every stop of the Tab key), typed (an English page: Chinese that people wrote) */
(rule) => {
  const faults = [];
  const SIDE = 'small, .small, .hint, .muted, .tag, .facts, .steps, .tabs, .foot, .mode, .optional, .sub, .l2, .nav, .seg, th, kbd, figcaption, dt, .ph, .signer, .sp, .n, code, pre, .num, .papers, .filters, .queue, .trail, .chk, .way';
  const RUNNING = 'p, li, dd, td, label, legend, h1, h2, h3, .btn, .input, select, textarea';
  const TARGET = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const isSeen = each => {
    const box = each.getBoundingClientRect(), style = getComputedStyle(each);
    return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && !each.closest('.sr, .skip, [hidden]') &&
      each.checkVisibility();
  };
  const named = each => [each.tagName.toLowerCase(), ...each.classList].join('.');
  const tell = (what, each, more) => faults.push(`${what}: ${named(each.parentElement)} > ${named(each)} ` +
    `${(each.textContent || each.name || '').trim().replace(/\s+/g, ' ').slice(0, 24)} ${more || ''}`.trim());
  const ownText = each => [...each.childNodes].some(child => child.nodeType === 3 && child.data.trim());
  const texts = [...document.querySelectorAll('body *')].filter(each =>
    !each.closest('svg, script, .paper, .sheet, noscript, template') && (ownText(each) || each.matches('.input')) && isSeen(each));
  const isIn = (each, words) => each.matches('.link, .inline *') && each.closest(words);

  if (rule.running) {
    texts.forEach(each => {
      const size = parseFloat(getComputedStyle(each).fontSize);
      const least = each.closest(RUNNING) && !each.closest(SIDE) ? rule.running : rule.side;
      if (size < least - 0.01) tell(`text of ${size} px`, each);
    });
  }

  // A target is a label around its input, a card or a row around its stretched link, a field around its box.
  const whole = each => each.closest('label, .drop, .find') || (each.matches(':is(h2, h3) > a, .queue li a') && each.closest('.case, .queue li')) || each;
  // What lies over a box unseen, larger than it, takes the finger too.
  const hit = each => {
    const box = whole(each).getBoundingClientRect(), more = getComputedStyle(each, '::before');
    const grown = more.content !== 'none' && more.position === 'absolute' ? more : { width: 0, height: 0 };
    return { width: Math.max(box.width, parseFloat(grown.width)), height: Math.max(box.height, parseFloat(grown.height)) };
  };
  if (rule.target) {
    [...document.querySelectorAll(TARGET)].filter(isSeen).forEach(each => {
      if (getComputedStyle(each).display === 'inline' && !each.matches('input, select, textarea')) return;
      if (isIn(each, 'p, dd, li, td')) return;
      const box = hit(each);
      if (box.height < rule.target - 0.5) tell(`target ${Math.round(box.height)} px high`, each);
      if (box.width < rule.wide - 0.5) tell(`target ${Math.round(box.width)} px wide`, each);
    });
  }

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
  const isLarge = style => parseFloat(style.fontSize) >= (style.fontWeight >= 600 ? 18.66 : 24);
  texts.filter(each => !each.matches(':disabled, [aria-disabled=true]')).forEach(each => {
    const under = rule.print ? [255, 255, 255, 1] : ground(each), style = getComputedStyle(each);
    const pair = [light(over(rgba(style.color), under)), light(under)].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < (isLarge(style) ? rule.ofLarge : rule.contrast) - 0.005) tell(`contrast ${ratio.toFixed(2)}`, each);
  });
  if (rule.print) return faults;

  const heads = document.querySelectorAll('h1');
  if (heads.length !== 1) faults.push(`${heads.length} h1`);
  if (!document.documentElement.lang) faults.push('no lang');
  document.querySelectorAll('input:not([type=hidden], [hidden]), select, textarea').forEach(each => {
    const isNamed = each.labels && [...each.labels].some(label => label.textContent.trim()) || each.getAttribute('aria-label') ||
      each.getAttribute('aria-labelledby');
    if (!isNamed) tell('field without a name', each);
  });
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) {
    faults.push(`scrolls sideways: ${document.documentElement.scrollWidth} px`);
    [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1 &&
      !each.closest('.table-wrap, .nav, pre')).slice(0, 3).forEach(each => tell('too wide', each));
  }

  // What hides its overflow scrolls nowhere: a target that reaches over the edge is lost.
  [...document.querySelectorAll(TARGET)].filter(isSeen).filter(each => !each.closest('.nav, .table-wrap, pre')).forEach(each => {
    const box = each.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.left < -1) tell('cut off', each);
  });

  if (rule.keys) {
    const stops = [...document.querySelectorAll(`${TARGET}, [tabindex]`)].filter(each => each.tabIndex >= 0 && !each.disabled &&
      each.checkVisibility({ visibilityProperty: true }));
    const ring = each => [each, each.closest('label'), each.closest('.find, .drop')].filter(Boolean).flatMap(one =>
      [getComputedStyle(one), getComputedStyle(one, '::after')]).map(style => `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow}`);
    // What stays in its place while the page moves under it has an order of its own.
    const group = each => each.closest('.tabs, .sticky, .ending, .acts, .batch, .kiosk-bar, .listening') || document.body;
    const boxes = stops.map(each => whole(each).getBoundingClientRect()).map(box =>
      ({ top: box.top, bottom: box.bottom, left: box.left, right: box.right }));
    const last = new Map();
    document.activeElement.blur();
    stops.forEach((each, place) => {
      if (each.tabIndex > 0) tell('not in the order of the page', each);
      const box = boxes[place], before = last.get(group(each));
      if (!each.matches('.skip')) {
        if (before && box.bottom < before.top + 2 && box.left < before.right - 2) tell('stands above the stop before it', each);
        last.set(group(each), box);
      }
      const plain = ring(each);
      each.focus();
      if (document.activeElement !== each) { tell('takes no focus', each); return; }
      if (ring(each).every((seen, part) => seen === plain[part])) tell('no ring', each);
      const now = each.getClientRects()[0];
      const [left, right] = [Math.max(0, now.left), Math.min(innerWidth, now.right)];
      const [upper, lower] = [Math.max(0, now.top), Math.min(innerHeight, now.bottom)];
      const top = left < right && upper < lower && document.elementFromPoint((left + right) / 2, (upper + lower) / 2);
      const mine = whole(each);
      if (!top) tell('focus outside of the window', each);
      else if (!(top.contains(each) || mine.contains(top))) tell('focus covered', each, `by ${top.className}`);
    });
  }

  if (rule.typed) {
    const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    const chinese = (holder, text) => {
      if (holder.closest('[lang^=zh], script, style, svg')) return;
      const left = rule.typed.reduce((rest, word) => rest.split(word).join(''), text);
      if (/\p{Script=Han}/u.test(left)) tell('Chinese', holder, `: ${left.trim().slice(0, 60)}`);
    };
    while (walk.nextNode()) chinese(walk.currentNode.parentElement, walk.currentNode.data);
    document.querySelectorAll('[aria-label], [alt], [title], [placeholder], [data-confirm]').forEach(each =>
      ['aria-label', 'alt', 'title', 'placeholder', 'data-confirm'].forEach(name => chinese(each, each.getAttribute(name) || '')));
  }
  return faults;
}
