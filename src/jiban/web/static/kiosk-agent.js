/* What a kiosk's page does with the agent beside it: its key, a card, a print. And the digits to tap. ES2017.
   The protocol stands in docs/reference/kiosk-agent.md. */
(function () {
  'use strict';
  var TRY_AGAIN = 2000;

  function show(name) {
    document.querySelectorAll('[' + name + ']').forEach(function (words) { words.hidden = false; });
  }

  function hide(name) {
    document.querySelectorAll('[' + name + ']').forEach(function (words) { words.hidden = true; });
  }

  function later(act) {
    setTimeout(act, TRY_AGAIN);
  }

  /* Pairing: the reader's public key goes along with the code. */
  var key = document.querySelector('[data-agent-key]');
  if (key) {
    fetch(key.form.dataset.agent + '/v1/identity').then(function (answer) { return answer.json(); }).then(function (said) {
      key.value = said.public_key;
      show('data-agent-found');
    }).catch(function () { show('data-agent-lost'); });
  }

  /* A card: the agent answers when one lies on the reader, or says "none yet" after a while. */
  var cardForm = document.querySelector('form[data-nonce]');
  function askForCard() {
    fetch(cardForm.dataset.agent + '/v1/card?nonce=' + encodeURIComponent(cardForm.dataset.nonce)).then(function (answer) {
      hide('data-agent-lost');
      if (answer.status !== 200) {
        return later(askForCard);
      }
      return answer.text().then(function (said) {
        cardForm.elements.answer.value = said;
        cardForm.requestSubmit();
      });
    }).catch(function () {
      show('data-agent-lost');
      later(askForCard);
    });
  }
  if (cardForm && cardForm.dataset.agent) {
    askForCard();
  }

  /* Waiting for the phone or the counter. */
  var waiting = document.querySelector('[data-poll]');
  function askWhetherConfirmed() {
    fetch(waiting.dataset.poll, { cache: 'no-store' }).then(function (answer) { return answer.json(); }).then(function (said) {
      if (said.state === 'confirmed') {
        document.querySelector('form[data-enter]').requestSubmit();
      } else if (said.state === 'over') {
        location.replace(document.getElementById('kiosk').dataset.start);
      } else {
        later(askWhetherConfirmed);
      }
    }).catch(function () { later(askWhetherConfirmed); });
  }
  if (waiting) {
    later(askWhetherConfirmed);
  }

  /* Printing: hand the job to the agent, then ask the server how it stands. */
  var job = document.querySelector('[data-job]');
  function askWhetherPrinted() {
    fetch(job.dataset.standing, { cache: 'no-store' }).then(function (answer) { return answer.json(); }).then(function (said) {
      if (said.state === 'done' || said.state === 'failed' || said.state === 'cancelled') {
        location.replace(location.href);
      } else {
        later(askWhetherPrinted);
      }
    }).catch(function () { later(askWhetherPrinted); });
  }
  if (job) {
    if (job.dataset.file) {
      fetch(job.dataset.agent + '/v1/print', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ job: job.dataset.job, file: job.dataset.file, state: job.dataset.state })
      }).catch(function () { show('data-agent-lost'); });
    }
    later(askWhetherPrinted);
  }

  /* Digits to tap. */
  document.querySelectorAll('[data-keypad]').forEach(function (pad) {
    var input = document.getElementById(pad.dataset.keypad);
    pad.hidden = false;
    pad.addEventListener('click', function (event) {
      var button = event.target.closest('[data-digit]');
      if (!button || !input) {
        return;
      }
      var digit = button.dataset.digit;
      input.value = digit === 'back' ? input.value.slice(0, -1) : (input.value + digit).slice(0, input.maxLength);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
  });
})();
