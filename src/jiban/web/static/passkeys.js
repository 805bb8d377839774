/* Security keys: hand the page's question to the browser, put the key's answer into the form, and send it. ES2017.
   Without this file, or without a key, the code of the phone does the same. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-passkey]');
  var button = form && form.querySelector('button[data-touch]');
  if (!button || !window.PublicKeyCredential || !navigator.credentials) {
    return;
  }
  var told = form.querySelector('[data-told]');

  function bytes(text) {
    var plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }

  function text(buffer) {
    var letters = Array.from(new Uint8Array(buffer), function (byte) { return String.fromCharCode(byte); }).join('');
    return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }

  function withBytes(keys) {
    return (keys || []).map(function (key) { return Object.assign({}, key, {id: bytes(key.id)}); });
  }

  function question() {
    var asked = JSON.parse(form.dataset.passkey);
    asked.challenge = bytes(asked.challenge);
    if (asked.user) {
      asked.user.id = bytes(asked.user.id);
      asked.excludeCredentials = withBytes(asked.excludeCredentials);
      return navigator.credentials.create({publicKey: asked});
    }
    asked.allowCredentials = withBytes(asked.allowCredentials);
    return navigator.credentials.get({publicKey: asked});
  }

  function written(credential) {
    var said = credential.response;
    var answer = {clientDataJSON: text(said.clientDataJSON)};
    if (said.attestationObject) {
      answer.attestationObject = text(said.attestationObject);
      answer.transports = said.getTransports ? said.getTransports() : [];
    } else {
      answer.authenticatorData = text(said.authenticatorData);
      answer.signature = text(said.signature);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: {},
      response: answer
    });
  }

  button.hidden = false;
  button.addEventListener('click', function () {
    if (!form.reportValidity()) {
      return;
    }
    told.textContent = form.dataset.wait;
    question().then(function (credential) {
      form.elements.answer.value = written(credential);
      form.requestSubmit();
    }).catch(function (refusal) {
      told.textContent = refusal.name === 'InvalidStateError' ? form.dataset.known : form.dataset.failed;
    });
  });
}());
