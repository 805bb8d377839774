/* A seal's or signature's picture: who draws (drawing-board.js) or picks a photo has chosen that source. ES2017.
   Without this file the source is chosen by hand. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-specimen]');
  if (!form) {
    return;
  }
  var photo = form.querySelector('input[name=photo]');

  function choose(source) {
    form.querySelector('input[name=source][value=' + source + ']').checked = true;
  }

  form.addEventListener('drawn', function () { choose('drawn'); });
  photo.addEventListener('change', function () {
    if (photo.value) {
      choose('photo');
    }
  });
}());
