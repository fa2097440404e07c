import { stages } from './broken.ts'
import type { Stage } from './broken.ts'
import type { Verdict } from './judge-token.ts'

/** At which check a member is looked at, what it says when that holds, and where it is demanded. */
const judged: Record<string, readonly [Stage, holds: string, clause: string]> = {
  alg: ['Key', 'The key is of this kind.', 'RFC 7515 §4.1.1'],
  kid: ['Key', 'A key of the issuer has this name.', 'RFC 7515 §4.1.4'],
  x5t: ['Certificate', 'It is of the certificate of the key.', 'RFC 7515 §4.1.7'],
  'x5t#S256': ['Certificate', 'It is of the certificate of the key.', 'RFC 7515 §4.1.8'],
  signature: ['Signature', 'It fits header and claims.', 'RFC 7515 §5.2'],
  exp: ['Times', 'It is not over.', 'RFC 7519 §4.1.4'],
  nbf: ['Times', 'It has begun.', 'RFC 7519 §4.1.5'],
  iat: ['Times', 'It lies in the past.', 'RFC 7519 §4.1.6'],
  iss: ['Audience', 'It is the issuer that you chose.', 'RFC 7519 §4.1.1'],
  aud: ['Audience', 'It names the reader.', 'RFC 7519 §4.1.3'],
}

export interface Judgement {
  state: 'pass' | 'fail' | 'idle'
  words: string
  clause?: string
}

/** What the verdict says of one member of header or claims, or of the signature. */
export function judgeMember(name: string, { broken }: Verdict): Judgement {
  const row = Object.hasOwn(judged, name) ? judged[name] : undefined
  if (broken?.found.member === name) {
    return { state: 'fail', words: `${broken.message}.`, clause: broken.found.clause }
  }
  if (row === undefined) return { state: 'idle', words: 'Told, not checked.' }
  const [stage, words, clause] = row
  const reached = broken === undefined || stages.indexOf(stage) < stages.indexOf(broken.found.stage)
  return reached
    ? { state: 'pass', words, clause }
    : { state: 'idle', words: 'Not checked.', clause }
}
