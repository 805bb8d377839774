// SM2 and SM3 by the package sm-crypto: one request a line on standard input, one answer a line.
import { createInterface } from "node:readline"
import smCrypto from "sm-crypto"

const { sm2, sm3 } = smCrypto
const bytes = (hex) => Array.from(Buffer.from(hex, "hex"))

const acts = {
  key: () => sm2.generateKeyPairHex(),
  digest: ({ message }) => ({ digest: sm3(bytes(message)) }),
  sign: ({ message, privateKey, publicKey, userId }) => ({
    signature: sm2.doSignature(bytes(message), privateKey, { hash: true, der: true, publicKey, userId }),
  }),
  verify: ({ message, signature, publicKey, userId }) => ({
    good: sm2.doVerifySignature(bytes(message), signature, publicKey, { hash: true, der: true, userId }),
  }),
}

for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...given } = JSON.parse(line)
  console.log(JSON.stringify(acts[act](given)))
}
