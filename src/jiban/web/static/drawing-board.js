/* A board to draw on with pen, finger or mouse; the picture is sent as PNG with its form, or nothing if none was drawn.
   ES2017. Nothing is written to a storage of the browser. The form hears "drawn" when a line is begun. */
(function () {
  'use strict';
  var board = document.querySelector('form [data-board]');
  var canvas = board && board.querySelector('canvas');
  var pen = canvas && canvas.getContext && canvas.getContext('2d');
  if (!pen || !window.PointerEvent) {
    return;
  }
  var form = board.closest('form');
  var last = null, drawn = false;
  board.hidden = false;
  pen.lineCap = pen.lineJoin = 'round';
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
    pen.lineWidth = event.pointerType === 'pen' ? 4 + 10 * event.pressure : 9;
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
    form.dispatchEvent(new Event('drawn'));
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
    form.querySelector('[data-drawing]').value = drawn ? canvas.toDataURL('image/png') : '';
  });
}());
