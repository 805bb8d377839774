/* While the code is shown, the screen shall not go dark. Where the browser cannot do that, the page works all the same. */
(function () {
  'use strict';
  var words = document.querySelector('[data-stays-on]');

  function stayOn() {
    if (!navigator.wakeLock || document.visibilityState !== 'visible') {
      return;
    }
    navigator.wakeLock.request('screen').then(function () { words.hidden = false; }, function () { words.hidden = true; });
  }

  /* The lock ends whenever the page is hidden. */
  document.addEventListener('visibilitychange', stayOn);
  stayOn();
})();
