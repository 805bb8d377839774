/* Draw a seal's or signature's picture with pen, finger or mouse; it is sent as PNG with the form. ES2017.
   Without this file the picture is photographed or drawn from the name. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-specimen]');
  var board = form && form.querySelector('[data-board]');
  var canvas = board && board.querySelector('canvas');
  var pen = canvas && canvas.getContext && canvas.getContext('2d');
  if (!pen || !window.PointerEvent) {
    return;
  }
  var sent = form.querySelector('[data-drawing]');
  var photo = form.querySelector('input[name=photo]');
  var last = null;
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
  }

  function choose(source) {
    form.querySelector('input[name=source][value=' + source + ']').checked = true;
  }

  canvas.addEventListener('pointerdown', function (event) {
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    draw(event);
    choose('drawn');
    event.preventDefault();
  });
  photo.addEventListener('change', function () {
    if (photo.value) {
      choose('photo');
    }
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
  });
  form.addEventListener('submit', function () {
    sent.value = canvas.toDataURL('image/png');
  });
}());
