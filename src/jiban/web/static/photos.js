/* Photos are made smaller on the phone before they are sent: a few hundred kilobytes instead of many megabytes, and
   the place where they were taken stays behind. Whatever fails here, the original is sent. ES2017. */
(function () {
  'use strict';
  /* An A4 page at 170 dots an inch: every line of a lease can be read. */
  var LONGEST_SIDE = 2000;
  var QUALITY = 0.82;
  var SMALL_BYTES = 400 * 1024;
  var MEGABYTE = 1024 * 1024;

  function drawn(bitmap) {
    var scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    var canvas = document.createElement('canvas');
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    var pen = canvas.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return new Promise(function (done) { canvas.toBlob(done, 'image/jpeg', QUALITY); });
  }

  function smaller(file) {
    if (!/^image\//.test(file.type) || file.size <= SMALL_BYTES || !window.createImageBitmap) {
      return Promise.resolve(file);
    }
    /* A browser that does not know this wish would lay photos on their side: it throws, and the original is sent. */
    return createImageBitmap(file, { imageOrientation: 'from-image' }).then(drawn).then(function (blob) {
      return blob && blob.size < file.size ? new File([blob], 'photo.jpg', { type: 'image/jpeg' }) : file;
    }).catch(function () { return file; });
  }

  /* One after the other: two photos of a good camera at once are more than a cheap phone can hold. */
  function inTurn(files) {
    return files.reduce(function (before, file) {
      return before.then(function (done) { return smaller(file).then(function (one) { return done.concat(one); }); });
    }, Promise.resolve([]));
  }

  function chosen(input, files) {
    try {
      var list = new DataTransfer();
      files.forEach(function (file) { list.items.add(file); });
      input.files = list.files;
    } catch (error) {
      /* An old browser keeps the originals. */
    }
  }

  function tell(box, input) {
    var files = Array.from(input.files), limit = Number(input.dataset.photos);
    var bytes = files.reduce(function (sum, file) { return sum + file.size; }, 0);
    var isLarge = files.some(function (file) { return file.size > limit; });
    var words = isLarge ? box.dataset.large : files.length ? box.dataset.done : '';
    box.querySelector('[role=status]').textContent =
      words.replace('SIZE', Math.max(0.1, bytes / MEGABYTE).toFixed(1)).replace('LIMIT', (limit / MEGABYTE).toFixed(0));
  }

  document.addEventListener('change', function (event) {
    var input = event.target, box = input.closest('[data-shrink]');
    if (!box || input.type !== 'file') {
      return;
    }
    box.dataset.shrinking = '';
    box.querySelector('[role=status]').textContent = box.dataset.working;
    inTurn(Array.from(input.files)).then(function (files) {
      chosen(input, files);
      tell(box, input);
      delete box.dataset.shrinking;
    });
  });
})();
