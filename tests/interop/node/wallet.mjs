// A wallet made of @openid4vc/openid4vci: takes an offer, proves its key, fetches the credential.
import { createHash, randomBytes } from "node:crypto"
import { createInterface } from "node:readline"
import { clientAuthenticationAnonymous } from "@openid4vc/oauth2"
import { Openid4vciClient, setGlobalConfig } from "@openid4vc/openid4vci"
import { SignJWT, exportJWK, generateKeyPair } from "jose"

setGlobalConfig({ allowInsecureUrls: true }) // the test's server is on loopback

const { publicKey, privateKey } = await generateKeyPair("ES256")
const publicJwk = await exportJWK(publicKey)
const callbacks = {
  fetch,
  hash: (data, algorithm) => createHash(algorithm.replace("-", "").toLowerCase()).update(data).digest(),
  generateRandom: (count) => randomBytes(count),
  clientAuthentication: clientAuthenticationAnonymous(),
  signJwt: async (_signer, { header, payload }) => ({
    jwt: await new SignJWT(payload).setProtectedHeader(header).sign(privateKey),
    signerJwk: publicJwk,
  }),
}
const client = new Openid4vciClient({ callbacks })

async function receive({ link, txCode }) {
  const credentialOffer = await client.resolveCredentialOffer(link)
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer)
  const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer,
    issuerMetadata,
    txCode,
  })
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata })
  const [credentialConfigurationId] = credentialOffer.credential_configuration_ids
  const { jwt } = await client.createCredentialRequestJwtProof({
    issuerMetadata,
    credentialConfigurationId,
    nonce,
    signer: { method: "jwk", publicJwk, alg: "ES256" },
  })
  const request = {
    issuerMetadata,
    credentialConfigurationId,
    accessToken: accessTokenResponse.access_token,
    proofs: { jwt: [jwt] },
  }
  const { credentialResponse } = await client.retrieveCredentials(request)
  const again = await client.retrieveCredentials(request).then(
    () => "given",
    () => "refused",
  )
  return { credentials: credentialResponse.credentials, again, publicJwk, version: issuerMetadata.originalDraftVersion }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...given } = JSON.parse(line)
  try {
    console.log(JSON.stringify(await { receive }[act](given)))
  } catch (error) {
    console.log(JSON.stringify({ refusal: String(error.message ?? error).slice(0, 2000) }))
  }
}
