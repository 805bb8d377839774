/* Dropping a file, and saying that it is too large before sending it. The form works without any of this. ES2017. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-limit]');
  var input = form && form.querySelector('input[type=file]');
  var area = form && form.querySelector('.drop');
  if (!input || !area) {
    return;
  }

  function say(text) {
    var toast = document.querySelector('.toast');
    toast.textContent = text;
    setTimeout(function () { toast.textContent = ''; }, 6000);
  }

  function fits(file) {
    if (file.size <= Number(form.dataset.limit)) {
      return true;
    }
    input.value = '';
    say(form.dataset.tooLarge);
    return false;
  }

  /* The whole area opens the chooser (the input lies over it, unseen), and shows what was chosen. */
  var chosen = document.createElement('p');
  chosen.className = 'chosen';
  chosen.setAttribute('aria-live', 'polite');
  input.insertAdjacentElement('afterend', chosen);
  area.classList.add('ours');

  function show() {
    chosen.textContent = input.files.length && fits(input.files[0]) ? input.files[0].name : form.dataset.choose;
  }
  input.addEventListener('change', show);
  window.addEventListener('pageshow', show);
  show();

  /* Anywhere on the page: a file let go beside the area must not replace the page. */
  var depth = 0;
  function carriesFile(event) {
    return event.dataTransfer && Array.from(event.dataTransfer.types).indexOf('Files') >= 0;
  }
  document.addEventListener('dragenter', function (event) {
    if (carriesFile(event)) {
      depth += 1;
      area.classList.add('over');
    }
  });
  document.addEventListener('dragleave', function (event) {
    if (carriesFile(event)) {
      depth -= 1;
      area.classList.toggle('over', depth > 0);
    }
  });
  document.addEventListener('dragover', function (event) {
    if (carriesFile(event)) {
      event.preventDefault();
    }
  });
  document.addEventListener('drop', function (event) {
    if (!carriesFile(event)) {
      return;
    }
    event.preventDefault();
    depth = 0;
    area.classList.remove('over');
    if (event.dataTransfer.files.length && fits(event.dataTransfer.files[0])) {
      input.files = event.dataTransfer.files;
      show();
      form.requestSubmit();
    }
  });

  /* A mouse can drop; a finger cannot. */
  if (matchMedia('(hover: hover) and (pointer: fine)').matches) {
    form.querySelector('[data-drop-hint]').hidden = false;
  }
})();
