/* Helping: a warning before the time is over, and nothing to be found by going back. The resident's own mark is drawn with
   drawing-board.js; without that the box is pressed instead. ES2017. Nothing is ever written to a storage here. */
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
}());
