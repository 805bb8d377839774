/* Office pages: one-letter shortcuts (they can be switched off: WCAG 2.1.4) and the batch list. ES2017. */
(function () {
  'use strict';

  function isTyping(target) {
    return target.closest('input:not([type=checkbox]):not([type=radio]), select, textarea, dialog, [contenteditable]');
  }

  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
      return;
    }
    var link = document.querySelector('[data-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (link) {
      event.preventDefault();
      link.click();
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
})();
