/* The page of offline codes: a code typed, photographed or before the camera. Nothing is sent. ES2018. */
(function () {
  'use strict';
  var form = document.getElementById('offline');
  if (!form) {
    return;
  }
  var answer = document.getElementById('answer');
  var facts = document.getElementById('facts');
  var field = form.querySelector('textarea');
  var trusted = JSON.parse(document.getElementById('trusted').textContent).map(function (text) {
    return Uint8Array.from(atob(text), function (character) { return character.charCodeAt(0); });
  });
  var canCheck = window.crypto && crypto.subtle && 'DecompressionStream' in window && window.checkOfflineCode;

  function say(verdict, said) {
    answer.querySelectorAll('[data-says]').forEach(function (words) { words.hidden = words.dataset.says !== verdict; });
    document.getElementById('test-mark').hidden = !(said && said.isTest);
    facts.hidden = !said;
    facts.querySelectorAll('[data-field]').forEach(function (place) {
      place.textContent = said ? said[place.dataset.field] || '—' : '';
    });
    answer.focus();
  }

  async function check(text) {
    if (!canCheck) {
      say('browser', null);
      return;
    }
    /* A message may have broken the line; spaces inside belong to the code. */
    var result = await window.checkOfflineCode(text.replace(/[\r\n\t]/g, '').trim(), trusted, Date.now());
    say(result.verdict, result.said);
  }

  form.hidden = false;
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    check(field.value);
  }, true);

  if (!('BarcodeDetector' in window)) {
    return;
  }
  var detector = new BarcodeDetector({formats: ['qr_code']});
  var camera = document.getElementById('camera');
  var video = camera.querySelector('video');
  var start = document.getElementById('camera-start');

  function found(codes) {
    if (codes.length) {
      field.value = codes[0].rawValue;
      check(field.value);
    }
    return codes.length > 0;
  }

  document.getElementById('pictures').hidden = false;
  document.getElementById('photo').addEventListener('change', async function (event) {
    try {
      if (!found(await detector.detect(await createImageBitmap(event.target.files[0])))) {
        say('no-code', null);
      }
    } catch (error) {
      say('no-code', null);
    }
  });

  if (!(navigator.mediaDevices && navigator.mediaDevices.getUserMedia)) {
    return;
  }
  function stop() {
    video.srcObject.getTracks().forEach(function (track) { track.stop(); });
    video.srcObject = null;
    camera.hidden = true;
    start.hidden = false;
  }
  async function look() {
    if (!video.srcObject) {
      return;
    }
    var codes = await detector.detect(video).catch(function () { return []; });
    if (found(codes)) {
      stop();
    } else {
      setTimeout(look, 200);
    }
  }
  start.hidden = false;
  start.addEventListener('click', async function () {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment'}});
      start.hidden = true;
      camera.hidden = false;
      await video.play();
      look();
    } catch (error) {
      say('no-camera', null);
    }
  });
  document.getElementById('camera-stop').addEventListener('click', stop);
})();
