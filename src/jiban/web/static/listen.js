/* Reads a page aloud: its title, then what stands in the main part from top to bottom: headings, text, questions with their
   hints, choices, and what has to be put right. Never what somebody typed. Nothing is kept, nothing leaves this device but
   by the browser's own voice. Loaded when the button is pressed for the first time; words come from the button. ES2017. */
(function () {
  'use strict';
  var RATES = [0.6, 0.8, 1, 1.2, 1.5];
  var NAMED = { slow: 1, normal: 2, fast: 3 };
  var SPEAKS = { 'zh-Hans': 'zh-CN', en: 'en-GB' };
  /* A browser that is silent this long after it was asked has no voice. */
  var SILENT_MILLISECONDS = 5000;
  /* Some voices stop in the middle of what is longer. */
  var LONGEST = 160;
  var INLINE = /^(inline|contents|ruby)/;
  var SKIPPED = 'script, style, svg, video, textarea, input, select, [hidden], [aria-hidden=true], [data-not-read], dialog:not([open])';
  var voice = window.speechSynthesis;
  var going = null;

  function isSeen(element) {
    return element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden';
  }

  function clean(text) {
    return text.replace(/[*\u2022]{2,}/g, '\u2026').replace(/\s+/g, ' ').trim();
  }

  /* What is read in one breath: an element that holds words and nothing but inline parts. */
  function isBreath(element) {
    return Array.from(element.children).every(function (child) {
      return child.matches(SKIPPED) || (INLINE.test(getComputedStyle(child).display) && isBreath(child));
    });
  }

  function wordsOf(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      return node.data;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(SKIPPED)) {
      return '';
    }
    return Array.from(node.childNodes).map(wordsOf).join('');
  }

  function collect(node, found) {
    Array.from(node.childNodes).forEach(function (child) {
      if (child.nodeType === Node.TEXT_NODE) {
        add(found, node, child.data);
      } else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(SKIPPED) && isSeen(child)) {
        if (child.matches('img[alt]')) {
          add(found, child, child.alt);
        } else if (isBreath(child)) {
          add(found, child, wordsOf(child));
        } else {
          collect(child, found);
        }
      }
    });
    return found;
  }

  function add(found, element, text) {
    if (/[\p{L}\p{N}]/u.test(text)) {
      found.push({ element: element, text: clean(text) });
    }
  }

  function inShortParts(piece) {
    var parts = piece.text.match(/[^\u3002\uff01\uff1f\uff1b.!?;]+[\u3002\uff01\uff1f\uff1b.!?;]*|[^]+/g) || [];
    var short = [];
    parts.forEach(function (part) {
      for (var start = 0; start < part.length; start += LONGEST) {
        short.push({ element: piece.element, text: part.slice(start, start + LONGEST) });
      }
    });
    return short;
  }

  function all() {
    var main = document.querySelector('main');
    var title = { element: null, text: clean(document.title.split(' | ')[0]) };
    var found = collect(main, []);
    if (found.length && found[0].text === title.text) {
      found.shift();
    }
    return [title].concat(found).reduce(function (parts, piece) { return parts.concat(inShortParts(piece)); }, []);
  }

  function Reading(button, say) {
    var data = button.dataset;
    var parts = all(), place = 0, rate = NAMED[data.rate] || 2, turn = 0, marked = null, timer = 0, isPaused = false;
    var bar = document.createElement('div');
    bar.className = 'listening';
    bar.setAttribute('role', 'region');
    bar.setAttribute('aria-label', data.bar);
    var pause = control(data.pause, function () { if (isPaused) { goOn(); } else { hold(); } });
    control(data.slower, function () { change(-1); });
    control(data.faster, function () { change(1); });
    control(data.stop, stop);
    document.body.appendChild(bar);
    pause.focus();

    function control(words, act) {
      var made = document.createElement('button');
      made.type = 'button';
      made.className = 'btn small';
      made.textContent = words;
      made.addEventListener('click', act);
      bar.appendChild(made);
      return made;
    }

    function mark(element) {
      if (marked) {
        marked.classList.remove('read-now');
      }
      marked = element;
      if (element) {
        element.classList.add('read-now');
        element.scrollIntoView({ block: 'center' });
      }
    }

    function next() {
      var mine = turn += 1;
      clearTimeout(timer);
      if (place >= parts.length) {
        stop();
        return;
      }
      var part = parts[place], spoken = new SpeechSynthesisUtterance(part.text);
      var language = ((part.element || document.documentElement).closest('[lang]') || document.documentElement).lang;
      spoken.lang = SPEAKS[language] || language;
      spoken.rate = RATES[rate];
      spoken.onstart = function () { clearTimeout(timer); };
      spoken.onend = function () {
        if (mine === turn && !isPaused) {
          place += 1;
          next();
        }
      };
      spoken.onerror = function () {
        if (mine === turn && !isPaused) {
          lose();
        }
      };
      timer = setTimeout(lose, SILENT_MILLISECONDS);
      mark(part.element);
      voice.speak(spoken);
    }

    function quiet() {
      turn += 1;
      clearTimeout(timer);
      voice.cancel();
    }

    /* Not the browser's own pause: on phones it often ends all. The sentence begins again. */
    function hold() {
      isPaused = true;
      quiet();
      pause.textContent = data.continue;
    }

    function goOn() {
      isPaused = false;
      pause.textContent = data.pause;
      next();
    }

    function change(step) {
      rate = Math.min(RATES.length - 1, Math.max(0, rate + step));
      if (!isPaused) {
        quiet();
        next();
      }
    }

    function lose() {
      stop();
      say(data.noVoice);
    }

    function stop() {
      quiet();
      mark(null);
      bar.remove();
      document.removeEventListener('keydown', escape);
      window.removeEventListener('pagehide', stop);
      going = null;
      button.setAttribute('aria-pressed', 'false');
      button.focus();
    }

    function escape(event) {
      if (event.key === 'Escape') {
        stop();
      }
    }

    document.addEventListener('keydown', escape);
    window.addEventListener('pagehide', stop);
    button.setAttribute('aria-pressed', 'true');
    this.stop = stop;
    this.begin = function () {
      voice.cancel();
      next();
    };
  }

  window.jibanListen = function (button, say) {
    if (going) {
      going.stop();
    } else {
      going = new Reading(button, say);
      going.begin();
    }
  };
})();
