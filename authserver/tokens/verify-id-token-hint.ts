import { createLocalJWKSet, jwtVerify } from 'jose'
import { findClient } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { signingAlgorithms } from '../configuration/server-configuration.ts'
import { issuerOf } from '../server.ts'
import { subjectMeant } from '../users/pairwise-subjects.ts'

/** What an ID token that this server issued says, `sub` being the user's own; also of one that has expired. */
export async function verifyIdTokenHint(
  { server, sandbox }: Exchange,
  hint: string,
): Promise<{ sub: string; clientId: string; sid: string | undefined } | undefined> {
  try {
    const keys = createLocalJWKSet(await server.keys.known(sandbox))
    const { payload } = await jwtVerify(hint, keys, {
      issuer: issuerOf(sandbox),
      typ: 'JWT',
      algorithms: [...signingAlgorithms],
      // A hint may have expired (OpenID Connect Core §3.1.2.1), so its end is not looked at.
      currentDate: new Date(0),
    })
    const { sub, aud, sid } = payload
    if (sub === undefined || typeof aud !== 'string') return undefined
    const client = await findClient(server.db, sandbox, aud)
    const meant = client && (await subjectMeant({ server, sandbox }, client, sub))
    return { sub: meant ?? sub, clientId: aud, sid: sid as string | undefined }
  } catch {
    return undefined
  }
}
