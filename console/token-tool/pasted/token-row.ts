import { compactVerify, importJWK } from 'jose'
import type { JWK } from 'jose'
import { readJwt } from '@oauth-lab/explain/exchange/jwt.ts'
import { said } from '../said.ts'
import { judged, told } from './row.ts'
import type { Row } from './row.ts'
import { publicPart } from './public-part.ts'

const means = 'Whether it is the key of the token that you pasted last.'

/** Whether a key is that of a token: by its name, and by the signature (RFC 7515 §5.2). */
export async function tokenRow(key: JWK, token: string): Promise<Row> {
  const header = readJwt(token)?.header ?? {}
  const { kid } = header
  const alg = said(header['alg'])
  const value = `kid ${said(kid)}`
  const made = await importJWK({ ...publicPart(key), alg }, alg)
    .then((read) => compactVerify(token, read))
    .then(() => true)
    .catch(() => false)
  const isNamed = kid !== undefined && kid === key.kid
  if (made) {
    const words = isNamed ? 'It made the signature.' : 'It made the signature, under another name.'
    return judged('last token', value, means, [
      isNamed || kid === undefined,
      words,
      'RFC 7515 §5.2',
    ])
  }
  if (!isNamed) return told('last token', value, means, 'RFC 7515 §4.1.4')
  const words = 'The token names it, and it did not make the signature.'
  return judged('last token', value, means, [false, words, 'RFC 7515 §5.2'])
}
