/* Reads and checks an offline code in the browser alone: Base45, zlib, CBOR, COSE_Sign1, and the X.509 chain above it.
   Only what such a code needs is understood; everything else is refused. ES2018. */
(function () {
  'use strict';
  var ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
  var PREFIX = 'JB1:', MAX_CHARACTERS = 4296, MAX_BYTES = 16384, MAX_DEPTH = 8, MAX_CHAIN = 4, GRACE_MS = 60000;
  var TEXTS = {identifier: 'i', number: 'n', checkCode: 'c', receivingUnit: 'u', purpose: 'p', validFrom: 'f', validUntil: 't',
    title: 'y', issuer: 1, holder: 'h', lastDigits: 'd'};
  var EXP = 4, NBF = 5, IAT = 6;
  /* Object identifiers as the hexadecimal digits of their DER contents. */
  var ECDSA_SHA256 = '2a8648ce3d040302', EC_KEY = '2a8648ce3d0201', P256 = '2a8648ce3d030107', ORGANIZATION = '55040a';
  var KEY_USAGE = '551d0f', BASIC_CONSTRAINTS = '551d13', EXTENDED_USAGE = '551d25', NAME_CONSTRAINTS = '551d1e';
  var DOCUMENT_USES = ['2b06010505070324', '2b0601040182370a030c'];

  /* verdict: unreadable, untrusted, changed or over */
  function refuse(verdict) {
    return Object.assign(new Error(verdict), {verdict: verdict});
  }
  function need(condition, verdict) {
    if (!condition) {
      throw refuse(verdict || 'unreadable');
    }
  }
  function hex(bytes) {
    return Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, '0'); }).join('');
  }
  function utf8(bytes) {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  }
  function join(parts) {
    return Uint8Array.from([].concat.apply([], parts.map(function (part) { return Array.from(part); })));
  }

  function base45(text) {
    var bytes = [];
    for (var start = 0; start < text.length; start += 3) {
      var group = text.slice(start, start + 3), number = 0;
      need(group.length > 1);
      for (var place = group.length - 1; place >= 0; place -= 1) {
        need(ALPHABET.indexOf(group[place]) >= 0);
        number = number * 45 + ALPHABET.indexOf(group[place]);
      }
      need(number < (group.length === 3 ? 65536 : 256));
      if (group.length === 3) {
        bytes.push(number >> 8);
      }
      bytes.push(number & 255);
    }
    return Uint8Array.from(bytes);
  }

  async function inflate(bytes) {
    var reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
    var parts = [], size = 0;
    for (;;) {
      var step = await reader.read();
      if (step.done) {
        return join(parts);
      }
      size += step.value.length;
      if (size > MAX_BYTES) {
        reader.cancel();
        throw refuse('unreadable');
      }
      parts.push(step.value);
    }
  }

  /* RFC 8949: one item and nothing behind it; shortest forms, definite lengths, no name twice, no fractions. */
  function cbor(bytes) {
    var at = 0;
    function take(count) {
      need(count <= bytes.length - at);
      at += count;
      return bytes.subarray(at - count, at);
    }
    function argument(low) {
      if (low < 24) {
        return low;
      }
      need(low < 28);
      var value = take(1 << (low - 24)).reduce(function (sum, byte) { return sum * 256 + byte; }, 0);
      need(Number.isSafeInteger(value) && value >= [24, 256, 65536, 4294967296][low - 24]);
      return value;
    }
    function item(depth) {
      need(depth < MAX_DEPTH);
      var head = take(1)[0], major = head >> 5;
      if (major === 7) {
        need(head === 0xf4 || head === 0xf5);
        return head === 0xf5;
      }
      var size = argument(head & 31);
      switch (major) {
        case 0: return size;
        case 1: return -1 - size;
        case 2: return take(size);
        case 3: return utf8(take(size));
        case 4: return list(size, depth);
        case 5: return map(size, depth);
        default: return {tag: size, value: item(depth + 1)};
      }
    }
    function list(size, depth) {
      need(size <= bytes.length);
      return Array.from({length: size}, function () { return item(depth + 1); });
    }
    function map(size, depth) {
      var found = new Map();
      for (var left = size; left > 0; left -= 1) {
        var name = item(depth + 1);
        need(['number', 'string'].indexOf(typeof name) >= 0 && !found.has(name));
        found.set(name, item(depth + 1));
      }
      return found;
    }
    var whole = item(0);
    need(at === bytes.length);
    return whole;
  }

  function cborBytes(bytes) {
    var size = bytes.length;
    var head = size < 24 ? [0x40 + size] : size < 256 ? [0x58, size] : [0x59, size >> 8, size & 255];
    return join([head, bytes]);
  }

  function readToken(bytes) {
    var token = cbor(bytes);
    need(token && token.tag === 18 && Array.isArray(token.value) && token.value.length === 4);
    var [protectedPart, , payload, signature] = token.value;
    need([protectedPart, payload, signature].every(function (part) { return part instanceof Uint8Array; }));
    var header = cbor(protectedPart), claims = cbor(payload);
    need(header instanceof Map && header.size === 2 && header.get(1) === -7 && header.get(33) instanceof Uint8Array);
    need(claims instanceof Map);
    need(signature.length === 64, 'changed');
    var signed = join([[0x84, 0x6a], new TextEncoder().encode('Signature1'), cborBytes(protectedPart), [0x40], cborBytes(payload)]);
    return {certificate: header.get(33), claims: claims, signed: signed, signature: signature};
  }

  /* X.690: one element with its children unread. */
  function element(bytes, at) {
    need(bytes.length - at >= 2);
    var size = bytes[at + 1], start = at + 2;
    if (size > 127) {
      var count = size & 127;
      need(count > 0 && count < 3 && bytes.length - start >= count);
      size = count === 1 ? bytes[start] : bytes[start] * 256 + bytes[start + 1];
      need(size > (count === 1 ? 127 : 255));
      start += count;
    }
    need(size <= bytes.length - start);
    return {tag: bytes[at], content: bytes.subarray(start, start + size), raw: bytes.subarray(at, start + size)};
  }
  function children(parent) {
    var found = [], at = 0;
    while (at < parent.content.length) {
      found.push(element(parent.content, at));
      at += found[found.length - 1].raw.length;
    }
    return found;
  }
  function only(bytes, tag) {
    var found = element(bytes, 0);
    need(found.raw.length === bytes.length && found.tag === tag);
    return found;
  }
  function bits(node) {
    need(node && node.tag === 3 && node.content[0] === 0);
    return node.content.subarray(1);
  }
  function time(node) {
    var text = utf8(node.content), year = node.tag === 0x17 ? (text < '5' ? '20' : '19') : '';
    var parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(year + text);
    need(parts);
    return Date.UTC(+parts[1], parts[2] - 1, +parts[3], +parts[4], +parts[5], +parts[6]);
  }
  /* SEQUENCE { r, s } as the 64 bytes that WebCrypto wants. */
  function rawSignature(der) {
    var numbers = children(only(der, 0x30));
    need(numbers.length === 2);
    return join(numbers.map(function (number) {
      var digits = number.content[0] === 0 ? number.content.subarray(1) : number.content;
      need(number.tag === 2 && number.content.length && number.content[0] < 128 && digits.length <= 32);
      return join([new Uint8Array(32 - digits.length), digits]);
    }));
  }

  function readCertificate(der) {
    var [tbs, algorithm, signature] = children(only(der, 0x30));
    var fields = children(tbs);
    need(fields[0].tag === 0xa0 && hex(fields[0].content) === '020102');
    var [, , inner, issuer, validity, subject, spki] = fields;
    need(hex(inner.raw) === hex(algorithm.raw) && hex(children(algorithm)[0].content) === ECDSA_SHA256);
    var key = children(children(spki)[0]);
    need(hex(key[0].content) === EC_KEY && hex(key[1].content) === P256);
    var [notBefore, notAfter] = children(validity).map(time);
    return Object.assign(readExtensions(fields.slice(7)), {
      tbs: tbs.raw, signature: rawSignature(bits(signature)), spki: spki.raw, notBefore: notBefore, notAfter: notAfter,
      issuer: hex(issuer.raw), subject: hex(subject.raw), organization: organization(subject)
    });
  }
  function organization(name) {
    var found = children(name).map(function (part) { return children(children(part)[0]); })
      .filter(function (pair) { return hex(pair[0].content) === ORGANIZATION; });
    return found.length ? utf8(found[0][1].content) : '';
  }
  function readExtensions(fields) {
    var found = {mayIssue: false, maySign: false};
    var box = fields.filter(function (field) { return field.tag === 0xa3; })[0];
    var names = [];
    (box ? children(children(box)[0]) : []).forEach(function (extension) {
      var parts = children(extension), name = hex(parts[0].content), value = element(parts[parts.length - 1].content, 0);
      need(names.indexOf(name) < 0 && name !== NAME_CONSTRAINTS, 'untrusted');
      names.push(name);
      if (name === KEY_USAGE) {
        found.maySign = (value.content[1] & 0x80) > 0;
        found.mayCertify = (value.content[1] & 0x04) > 0;
      } else if (name === BASIC_CONSTRAINTS) {
        found.mayIssue = hex(value.content).indexOf('0101ff') === 0;
      } else if (name === EXTENDED_USAGE) {
        need(children(value).some(function (use) { return DOCUMENT_USES.indexOf(hex(use.content)) >= 0; }), 'untrusted');
      } else {
        need(parts.length === 2, 'untrusted'); /* critical, and not understood */
      }
    });
    return found;
  }

  async function fits(spki, signature, signed) {
    var algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
    var key = await crypto.subtle.importKey('spki', spki, algorithm, false, ['verify']);
    return crypto.subtle.verify(algorithm, key, signature, signed);
  }

  /* The signer's certificate, then what the page carries, up to a root that it carries. */
  async function checkChain(leaf, carried, at) {
    need(leaf.maySign && !leaf.mayIssue, 'untrusted');
    var below = leaf;
    for (var height = 0; height < MAX_CHAIN; height += 1) {
      need(below.notBefore <= at && at <= below.notAfter, 'untrusted');
      var above = carried.filter(function (one) { return one.subject === below.issuer; })[0];
      need(above && above.mayIssue && above.mayCertify, 'untrusted');
      need(await fits(above.spki, below.signature, below.tbs), 'untrusted');
      if (above === below) {
        return;
      }
      below = above;
    }
    throw refuse('untrusted');
  }

  function checkTimes(claims, now) {
    need(Number.isInteger(claims.get(EXP)));
    need(now - GRACE_MS < claims.get(EXP) * 1000, 'over');
    need(!claims.has(NBF) || now + GRACE_MS >= claims.get(NBF) * 1000, 'over');
  }

  async function check(text, trusted, now) {
    need(text.length <= MAX_CHARACTERS && text.startsWith(PREFIX));
    var token = readToken(await inflate(base45(text.slice(PREFIX.length))));
    var said = {isTest: token.claims.get('x')};
    need(typeof said.isTest === 'boolean' && Number.isInteger(token.claims.get(IAT)));
    Object.keys(TEXTS).forEach(function (name) {
      said[name] = token.claims.get(TEXTS[name]);
      need(typeof said[name] === 'string');
    });
    var leaf = readCertificate(token.certificate);
    await checkChain(leaf, trusted.map(readCertificate), token.claims.get(IAT) * 1000);
    need(await fits(leaf.spki, token.signature, token.signed), 'changed');
    need(leaf.organization === said.issuer, 'changed');
    checkTimes(token.claims, now);
    return said;
  }

  /* {verdict, said}: verdict is genuine, over, changed, untrusted or unreadable; said only if genuine. */
  window.checkOfflineCode = async function (text, trusted, now) {
    try {
      return {verdict: 'genuine', said: await check(text, trusted, now)};
    } catch (error) {
      return {verdict: error.verdict || 'unreadable', said: null};
    }
  };
})();
