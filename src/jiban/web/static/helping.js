/* Helping: the mark of a resident's own hand, a warning before the time is over, and nothing to be found by going back.
   ES2017. Nothing is ever written to a storage of the browser here. Without this file the box is pressed instead. */
(function () {
  'use strict';

  /* A page that the browser kept whole is asked for anew: the server says whether there is still anything to see. */
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) {
      document.body.hidden = true;
      location.reload();
    }
  });

  var about = document.querySelector('[data-help-task]');
  if (about) {
    var warning = about.querySelector('[data-help-warning]');
    var left = Number(about.dataset.endsIn) * 1000, warnAt = Number(about.dataset.warnAt) * 1000;
    setTimeout(function () { warning.hidden = false; }, Math.max(0, left - warnAt));
    setTimeout(function () { location.replace(location.pathname); }, left + 1000);
  }

  var form = document.querySelector('form[data-mark]');
  var board = form && form.querySelector('[data-board]');
  var canvas = board && board.querySelector('canvas');
  var pen = canvas && canvas.getContext && canvas.getContext('2d');
  if (!pen || !window.PointerEvent) {
    return;
  }
  var sent = form.querySelector('[data-drawing]');
  var last = null, drawn = false;
  board.hidden = false;
  pen.lineCap = pen.lineJoin = 'round';
  pen.lineWidth = 10;
  pen.strokeStyle = '#101828';

  function place(event) {
    var box = canvas.getBoundingClientRect();
    return {
      x: (event.clientX - box.left) * canvas.width / box.width,
      y: (event.clientY - box.top) * canvas.height / box.height
    };
  }

  function draw(event) {
    var next = place(event);
    pen.beginPath();
    pen.moveTo(last.x, last.y);
    pen.lineTo(next.x, next.y);
    pen.stroke();
    last = next;
    drawn = true;
  }

  canvas.addEventListener('pointerdown', function (event) {
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    draw(event);
    event.preventDefault();
  });
  canvas.addEventListener('pointermove', function (event) {
    if (last) {
      draw(event);
    }
  });
  ['pointerup', 'pointercancel'].forEach(function (name) {
    canvas.addEventListener(name, function () { last = null; });
  });
  board.querySelector('[data-wipe]').addEventListener('click', function () {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    drawn = false;
  });
  form.addEventListener('submit', function () {
    sent.value = drawn ? canvas.toDataURL('image/png') : '';
  });
}());
