// SD-JWT VC and status lists by the packages @sd-jwt/*: one request a line on standard input, one answer a line.
import { createHash, randomBytes } from "node:crypto"
import { createInterface } from "node:readline"
import { StatusList } from "@sd-jwt/jwt-status-list"
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc"
import { ES256 } from "@sd-jwt/crypto-nodejs"

const hasher = (data) => createHash("sha256").update(Buffer.from(data)).digest()
const saltGenerator = () => randomBytes(16).toString("base64url")

async function instance({ issuerKey, issuerPrivateKey, holderKey, holderPrivateKey, statusToken, statusKey }) {
  const config = { signAlg: "ES256", kbSignAlg: "ES256", hashAlg: "sha-256", hasher, saltGenerator }
  if (issuerKey) config.verifier = await ES256.getVerifier(issuerKey)
  if (issuerPrivateKey) config.signer = await ES256.getSigner(issuerPrivateKey)
  if (holderPrivateKey) config.kbSigner = await ES256.getSigner(holderPrivateKey)
  if (holderKey) {
    const verifier = await ES256.getVerifier(holderKey)
    config.kbVerifier = (data, signature) => verifier(data, signature)
  }
  if (statusToken) config.statusListFetcher = async () => statusToken
  if (statusKey) config.statusVerifier = await ES256.getVerifier(statusKey)
  return new SDJwtVcInstance(config)
}

const acts = {
  verify: async ({ credential, nonce, now, ...keys }) => {
    const library = await instance(keys)
    const options = { currentDate: now, ...(nonce ? { keyBindingNonce: nonce } : {}) }
    const { payload, kb } = await library.verify(credential, options)
    return { payload, kb: kb?.payload }
  },
  issue: async ({ claims, hidden, header, ...keys }) => {
    const library = await instance(keys)
    return { credential: await library.issue(claims, { _sd: hidden }, { header }) }
  },
  present: async ({ credential, frame, kb, ...keys }) => {
    const library = await instance(keys)
    return { presentation: await library.present(credential, frame, { kb: { payload: kb } }) }
  },
  statuses: ({ bits, lst, count }) => {
    const list = StatusList.decompressStatusList(lst, bits)
    return { statuses: Array.from({ length: count }, (_, index) => list.getStatus(index)) }
  },
  compress: ({ bits, statuses }) => ({ lst: new StatusList(statuses, bits).compressStatusList() }),
}

for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...given } = JSON.parse(line)
  try {
    console.log(JSON.stringify(await acts[act](given)))
  } catch (error) {
    console.log(JSON.stringify({ refusal: String(error.message ?? error) }))
  }
}
