/* Office pages: one-letter shortcuts (they can be switched off: WCAG 2.1.4), the batch list, and words that survive a
   lost network. Nothing is kept by a service worker: what concerns persons stays on the server. ES2017. */
(function () {
  'use strict';

  function isTyping(target) {
    return target.closest('input:not([type=checkbox]):not([type=radio]), select, textarea, dialog[open], [contenteditable]');
  }

  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
      return;
    }
    var wanted = document.querySelector('[data-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (wanted && wanted.matches('input')) {
      event.preventDefault();
      wanted.focus();
      wanted.select();
    } else if (wanted) {
      event.preventDefault();
      wanted.click();
    }
  });

  /* "Select all" ticks every box named by data-all; boxes that may not be batched are disabled by the server. */
  document.addEventListener('change', function (event) {
    var name = event.target.dataset.all;
    if (name) {
      document.querySelectorAll('input[name="' + CSS.escape(name) + '"]:not(:disabled)').forEach(function (box) {
        box.checked = event.target.checked;
      });
    }
  });

  var current = document.querySelector('.queue li[aria-current]');
  if (current && current.scrollIntoView) {
    current.scrollIntoView({ block: 'nearest' });
  }

  /* --- the network may be gone, in the field --- */
  var PROBE_MILLISECONDS = 5000;
  var KEPT = 'kept:';
  var SENT = 'sent';

  function isOurs(form) {
    return form.method === 'post' && !form.hasAttribute('hx-post') && form.closest('.desk:not(.door) main');
  }

  /* Words that a person types with care. Never a PIN, never what a field marks as private. */
  function isKept(input) {
    return input.matches('textarea, [data-kept]') && !input.matches('[type=password], [data-private]') && input.form;
  }

  function whereTo(form) {
    return form.getAttribute('action') || location.pathname;
  }

  function nameOf(input) {
    return KEPT + whereTo(input.form) + ' ' + input.name;
  }

  function store(act) {
    try {
      if (!('shared' in document.body.dataset)) {
        act(window.sessionStorage);
      }
    } catch (error) {
      /* Storage may be switched off; the form works all the same. */
    }
  }

  function wordsOn(page) {
    return Array.from(page.querySelectorAll('main textarea, main [data-kept]')).filter(isKept);
  }

  function forgetWhatArrived(kept) {
    var sent = kept.getItem(SENT);
    var way = performance.getEntriesByType('navigation')[0];
    /* Only the answer of the server leads on to another page; Back and Reload after a failure find the words again. */
    if (sent && way && way.type === 'navigate') {
      kept.removeItem(SENT);
      /* Sent to the door because the session ended: nothing has arrived, the words wait for the way back. */
      if (!document.querySelector('.desk.door') && sent !== location.pathname) {
        Object.keys(kept).filter(function (key) { return key.indexOf(KEPT + sent + ' ') === 0; }).forEach(function (key) {
          kept.removeItem(key);
        });
      }
    }
  }

  store(function (kept) {
    forgetWhatArrived(kept);
    wordsOn(document).forEach(function (input) { input.value = input.value || kept.getItem(nameOf(input)) || ''; });
  });

  document.addEventListener('input', function (event) {
    if (isKept(event.target)) {
      store(function (kept) { kept.setItem(nameOf(event.target), event.target.value); });
    }
  });

  function answers() {
    var stop = new AbortController();
    var timer = setTimeout(function () { stop.abort(); }, PROBE_MILLISECONDS);
    return fetch('/health/live', { method: 'HEAD', cache: 'no-store', credentials: 'omit', signal: stop.signal })
      .then(function () { clearTimeout(timer); });
  }

  function sayLost(form) {
    var note = document.getElementById('no-network');
    form.parentNode.insertBefore(note, form);
    note.hidden = false;
    note.scrollIntoView({ block: 'nearest' });
  }

  function send(form, submitter) {
    var note = document.getElementById('no-network');
    if (note) {
      note.hidden = true;
    }
    store(function (kept) { kept.setItem(SENT, whereTo(form)); });
    form.dataset.reached = '1';
    if (form.requestSubmit) {
      form.requestSubmit(submitter && submitter.form === form ? submitter : undefined);
    } else {
      form.submit();
    }
  }

  /* First ask whether the server can be reached: only then is anything sent, and "nothing was sent" is true. */
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!isOurs(form) || !document.getElementById('no-network') || form.dataset.sent) {
      return;
    }
    if (form.dataset.reached) {
      delete form.dataset.reached;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.asking) {
      return;
    }
    form.dataset.asking = '1';
    var submitter = event.submitter;
    answers().then(function () {
      delete form.dataset.asking;
      send(form, submitter);
    }, function () {
      delete form.dataset.asking;
      sayLost(form);
    });
  }, true);

  /* Whoever signs out leaves nothing behind on this device. */
  document.addEventListener('submit', function (event) {
    if (/\/sign-out\/$/.test(event.target.getAttribute('action') || '')) {
      store(function (kept) { kept.clear(); });
    }
  });
})();
