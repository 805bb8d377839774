/* A kiosk's browser: warns who walks away, wipes what was there, and says plainly when the network is down. ES2017.
   Words and addresses come from the shell's data attributes. What talks to the agent beside it is kiosk-agent.js. */
(function () {
  'use strict';
  var shell = document.getElementById('kiosk');
  if (!shell) {
    return;
  }
  var data = shell.dataset;
  var warning = document.getElementById('kiosk-warning');
  var offline = document.getElementById('kiosk-offline');
  var seconds = warning.querySelector('[data-seconds]');
  var own = document.querySelector('main [data-idle]');
  var idle = Math.max(Number(data.idle), own ? Number(own.dataset.idle) : 0) * 1000;
  var grace = Number(data.warning) * 1000;
  var AWAKE_EVERY = 20000, HEARTBEAT_EVERY = 60000, ASK_AGAIN = 3000, GIVE_UP = 4000;
  var touched = Date.now(), told = Date.now(), isEnding = false, mustWipe = false, watch = 0;
  var isWatched = 'entered' in data || !('startPage' in data);

  function ask(address, how) {
    var stop = new AbortController();
    var timer = setTimeout(function () { stop.abort(); }, GIVE_UP);
    var all = Object.assign({ cache: 'no-store', credentials: 'same-origin', signal: stop.signal }, how);
    return fetch(address, all).finally(function () { clearTimeout(timer); });
  }

  function post(address, body) {
    var token = shell.querySelector('[name=csrfmiddlewaretoken]').value;
    return ask(address, { method: 'POST', body: body || '', redirect: 'manual', headers: { 'X-CSRFToken': token } });
  }

  function alive() {
    return ask(data.live).then(function (answer) {
      if (!answer.ok) {
        throw new Error('not alive');
      }
    });
  }

  /* --- the network is gone: a page that is here already, until the server answers again --- */
  function goOffline() {
    offline.hidden = false;
    if (!watch) {
      watch = setInterval(function () { alive().then(comeBack, function () {}); }, ASK_AGAIN);
    }
    window.dispatchEvent(new Event('pageshow'));
  }

  function comeBack() {
    clearInterval(watch);
    watch = 0;
    offline.hidden = true;
    if (mustWipe) {
      wipe();
    }
  }

  window.addEventListener('offline', goOffline);

  /* --- the end of a visit --- */
  function emptyStores() {
    try {
      sessionStorage.clear();
      localStorage.clear();
    } catch (error) { /* Storage may be switched off: then it is empty. */ }
    var caches = window.caches ? window.caches.keys().then(function (names) {
      return Promise.all(names.map(function (name) { return window.caches.delete(name); }));
    }) : Promise.resolve();
    return caches.catch(function () {});
  }

  function wipe() {
    if (isEnding) {
      return;
    }
    isEnding = true;
    if (warning.open) {
      warning.close();
    }
    document.querySelectorAll('main form').forEach(function (form) { form.reset(); });
    document.querySelectorAll('header, main').forEach(function (part) { part.textContent = ''; });
    document.title = '';
    emptyStores().then(function () { return post(data.end); }).then(function () {
      location.replace(data.start);
    }, function () {
      isEnding = false;
      mustWipe = true;
      goOffline();
    });
  }

  function stay() {
    touched = Date.now();
    warning.close();
    keepAwake();
  }

  function keepAwake() {
    told = Date.now();
    post(data.awake).catch(goOffline);
  }

  function touch() {
    if (warning.open || isEnding) {
      return;
    }
    touched = Date.now();
    if ('entered' in data && touched - told > AWAKE_EVERY) {
      keepAwake();
    }
  }

  ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove'].forEach(function (name) {
    document.addEventListener(name, touch, { passive: true });
  });
  warning.addEventListener('cancel', function (event) {
    event.preventDefault();
    stay();
  });
  warning.querySelector('[data-kiosk-stay]').addEventListener('click', stay);
  warning.querySelector('[data-kiosk-leave]').addEventListener('click', wipe);

  setInterval(function () {
    if (!isWatched || isEnding || mustWipe) {
      return;
    }
    var since = Date.now() - touched;
    if (since >= idle + grace) {
      wipe();
    } else if (since >= idle) {
      seconds.textContent = Math.ceil((idle + grace - since) / 1000);
      if (!warning.open) {
        warning.showModal();
      }
    }
  }, 250);

  /* --- moving on leaves no trail: every link takes the place of the page before, and only while the server answers --- */
  document.addEventListener('click', function (event) {
    var link = event.target.closest('a[href]');
    if (!link || event.defaultPrevented) {
      return;
    }
    if (link.getAttribute('href').charAt(0) === '#') {
      return;
    }
    event.preventDefault();
    if (link.origin === location.origin) {
      alive().then(function () { location.replace(link.href); }, goOffline);
    }
  });

  document.addEventListener('submit', function (event) {
    var form = event.target, button = event.submitter;
    if (event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    if (form.hasAttribute('data-kiosk-end')) {
      wipe();
      return;
    }
    alive().then(function () { send(form, button); }, goOffline);
  });

  function send(form, button) {
    if (form.method === 'get') {
      location.replace(form.action.split('?')[0] + '?' + new URLSearchParams(new FormData(form)));
      return;
    }
    if (button && button.name) {
      var said = document.createElement('input');
      said.type = 'hidden';
      said.name = button.name;
      said.value = button.value;
      form.appendChild(said);
    }
    HTMLFormElement.prototype.submit.call(form);
  }

  /* Going back from the start leads to the start. */
  if ('startPage' in data) {
    history.pushState(null, '', location.href);
    window.addEventListener('popstate', function () { history.pushState(null, '', location.href); });
  }

  /* A kiosk has no photos to give. */
  document.querySelectorAll('main input[type=file]').forEach(function (input) {
    var words = document.createElement('p');
    words.className = 'note warn';
    words.textContent = data.noFiles;
    (input.closest('.upload') || input).replaceWith(words);
  });

  /* --- signs of life for the station's board --- */
  function beat() {
    var health = data.agent ? ask(data.agent + '/v1/health', { credentials: 'omit' }).then(function (answer) {
      return answer.text();
    }).catch(function () { return '{"printer": "off"}'; }) : Promise.resolve('{}');
    health.then(function (said) { return post(data.heartbeat, said); }).catch(goOffline);
  }

  if (data.agent && 'startPage' in data && !('entered' in data)) {
    ask(data.agent + '/v1/print', { method: 'DELETE', credentials: 'omit' }).catch(function () {});
  }
  if ('startPage' in data) {
    beat();
  }
  setInterval(beat, HEARTBEAT_EVERY);
})();
