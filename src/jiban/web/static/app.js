/* Small comforts on top of forms and links that work without any of this. ES2017.
   All words come from data attributes of the page, so that they are translated there. */
(function () {
  'use strict';
  var words = document.body.dataset;
  var SLOW_MILLISECONDS = 8000;

  var PROBE_MILLISECONDS = 10000;
  var FRESH_MILLISECONDS = 10000;

  /* A tap shows at once that it counted; a second tap sends nothing. */
  function markBusy(form, tapped) {
    var button = tapped || form.querySelector('.primary[type=submit], button[type=submit], button:not([type])');
    var slow = form.querySelector('.slow') || document.createElement('p');
    form.dataset.sent = '1';
    if (button) {
      button.dataset.words = button.innerHTML;
      button.setAttribute('aria-disabled', 'true');
      button.textContent = button.dataset.busy || words.busy;
      slow.className = 'slow';
      slow.setAttribute('role', 'status');
      button.insertAdjacentElement('afterend', slow);
      form.dataset.timer = setTimeout(function () { slow.textContent = words.slow; }, SLOW_MILLISECONDS);
    }
  }

  function markReady(form) {
    var button = form.querySelector('button[aria-disabled=true]');
    clearTimeout(Number(form.dataset.timer));
    delete form.dataset.sent;
    form.querySelectorAll('.slow, .lost, [data-tapped]').forEach(function (each) { each.remove(); });
    if (button) {
      button.removeAttribute('aria-disabled');
      button.innerHTML = button.dataset.words;
    }
  }

  function say(text) {
    var toast = document.querySelector('.toast');
    if (!toast) {
      return;
    }
    toast.textContent = text;
    setTimeout(function () { toast.textContent = ''; }, 6000);
  }

  /* Office pages ask for themselves: office.js. */
  function answers() {
    if (!window.fetch || navigator.onLine === false) {
      return navigator.onLine === false ? Promise.reject() : Promise.resolve();
    }
    var stop = window.AbortController ? new AbortController() : {};
    var timer = setTimeout(function () { if (stop.abort) { stop.abort(); } }, PROBE_MILLISECONDS);
    return fetch('/health/live', { method: 'HEAD', cache: 'no-store', credentials: 'omit', signal: stop.signal })
      .then(function () { clearTimeout(timer); });
  }

  /* Photos are still being made smaller: static/photos.js. */
  function photosDone(form) {
    return new Promise(function (done) {
      (function look() {
        if (form.querySelector('[data-shrinking]')) {
          setTimeout(look, 100);
        } else {
          done();
        }
      })();
    });
  }

  function sayLost(form) {
    var note = document.createElement('p');
    markReady(form);
    note.className = 'note err lost';
    note.setAttribute('role', 'alert');
    note.textContent = words.offline;
    var bar = form.querySelector('.sticky');
    (bar || form).insertBefore(note, (bar || form).firstChild);
    note.scrollIntoView({ block: 'nearest' });
  }

  function send(form, tapped) {
    if (tapped && tapped.name) {
      var named = document.createElement('input');
      named.type = 'hidden';
      named.name = tapped.name;
      named.value = tapped.value;
      named.dataset.tapped = '';
      form.appendChild(named);
    }
    HTMLFormElement.prototype.submit.call(form);
  }

  /* This page itself came a moment ago: that is sign of life enough, and saves a way over a thin line. */
  function isFresh(form) {
    return performance.now() < FRESH_MILLISECONDS && navigator.onLine !== false && !form.querySelector('[data-shrinking]');
  }

  /* First ask whether the server can be reached: only then is anything sent, and "nothing was sent" is true. */
  document.addEventListener('submit', function (event) {
    var form = event.target, tapped = event.submitter;
    if (form.method !== 'post' || form.hasAttribute('hx-post') || event.defaultPrevented) {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    markReady(form);
    markBusy(form, tapped);
    if (document.querySelector('.desk') || isFresh(form)) {
      return;
    }
    event.preventDefault();
    photosDone(form).then(answers).then(function () { send(form, tapped); }, function () { sayLost(form); });
  });
  /* Coming back by the back button must not find a dead form. */
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(markReady);
  });

  /* Drafts: kept for this tab only, never on a shared device, never numbers that identify a person. */
  var PRIVATE_VALUE = /\d{15,}/;

  function canKeep(input) {
    return input.name && !input.matches('[type=hidden], [type=password], [type=file], [data-private], [autocomplete=off]') &&
      !PRIVATE_VALUE.test(input.value.replace(/\s/g, ''));
  }

  function keepDraft(form) {
    var kept = {};
    Array.from(form.elements).filter(canKeep).forEach(function (input) {
      var chosen = input.type === 'radio' || input.type === 'checkbox';
      kept[input.name + (chosen ? '=' + input.value : '')] = chosen ? input.checked : input.value;
    });
    sessionStorage.setItem('draft:' + form.dataset.draft, JSON.stringify(kept));
  }

  function restoreDraft(form) {
    var kept = JSON.parse(sessionStorage.getItem('draft:' + form.dataset.draft) || '{}');
    Array.from(form.elements).filter(canKeep).forEach(function (input) {
      if (input.type === 'radio' || input.type === 'checkbox') {
        var was = kept[input.name + '=' + input.value];
        input.checked = was === undefined ? input.checked : was;
      } else if (kept[input.name]) {
        input.value = kept[input.name];
      }
    });
  }

  function forgetDraft(name) {
    if (name === '*') {
      sessionStorage.clear();
    } else {
      sessionStorage.removeItem('draft:' + name);
    }
  }

  try {
    document.querySelectorAll('[data-draft-done]').forEach(function (sign) { forgetDraft(sign.dataset.draftDone); });
    if (!('shared' in words)) {
      document.querySelectorAll('form[data-draft]').forEach(function (form) {
        /* What the server sent back with errors is newer than the draft. */
        if (!document.querySelector('.summary')) {
          restoreDraft(form);
        }
        form.addEventListener('input', function () { keepDraft(form); });
        form.addEventListener('change', function () { keepDraft(form); });
      });
    }
  } catch (error) {
    /* Storage may be switched off; the form works all the same. */
  }

  /* Buttons that only make sense where the device can do it are hidden in the page and shown here. */
  document.querySelectorAll('[data-share]').forEach(function (button) { button.hidden = !navigator.share; });
  document.querySelectorAll('[data-copy]').forEach(function (button) { button.hidden = !navigator.clipboard; });
  document.querySelectorAll('[data-print], [data-open]').forEach(function (button) { button.hidden = false; });

  document.addEventListener('click', function (event) {
    var act = event.target.closest('[data-share], [data-copy], [data-print], [data-open], [data-close]');
    if (!act) {
      return;
    }
    var data = act.dataset;
    if ('share' in data) {
      navigator.share({ title: data.title, text: data.text, url: data.share }).catch(function () {});
    } else if ('copy' in data) {
      navigator.clipboard.writeText(data.copy).then(function () { say(data.copied); });
    } else if ('print' in data) {
      window.print();
    } else if ('open' in data) {
      var dialog = document.getElementById(data.open);
      if (dialog && dialog.showModal) {
        event.preventDefault();
        dialog.showModal();
      }
    } else {
      act.closest('dialog').close();
    }
  });

  /* Reading aloud: offered where the browser can speak; what does it is loaded at the first press. static/listen.js. */
  document.querySelectorAll('[data-listen]').forEach(function (button) {
    button.hidden = !('speechSynthesis' in window);
    button.addEventListener('click', function () {
      if (!window.jibanListen) {
        var style = document.createElement('link'), script = document.createElement('script');
        style.rel = 'stylesheet';
        style.href = button.dataset.listenStyle;
        script.src = button.dataset.listen;
        script.onload = function () { window.jibanListen(button, say); };
        document.head.append(style, script);
      } else {
        window.jibanListen(button, say);
      }
    });
  });

  /* The session ends by itself: said ahead, and one press goes on without leaving the page. */
  var ending = document.querySelector('[data-ends-in]');
  if (ending) {
    var ends = Date.now() + ending.dataset.endsIn * 1000;
    setInterval(function () {
      if (ending.hidden && ends - Date.now() <= ending.dataset.warnAt * 1000) {
        ending.hidden = false;
        ending.setAttribute('role', 'alert');
      }
    }, 1000);
    ending.querySelector('form').addEventListener('submit', function (event) {
      var form = event.target;
      event.preventDefault();
      event.stopPropagation();
      fetch(form.action, { method: 'POST', body: new FormData(form), headers: { 'X-Quiet': '1' } }).then(function (answer) {
        if (answer.status !== 204) {
          throw new Error('not kept');
        }
        ends = Date.now() + answer.headers.get('X-Seconds') * 1000;
        ending.hidden = true;
        say(ending.dataset.thanks);
      }).catch(function () { say(words.offline); });
    });
  }

  var first = document.querySelector('[data-focus]');
  if (first) {
    first.focus();
  }
})();
