import { importJWK } from 'jose'
import type { JWK } from 'jose'
import { keySet } from '@oauth-lab/explain/catalogue/claims.ts'
import type { Meanings } from '@oauth-lab/explain/catalogue/meaning.ts'
import { wordsFor } from '@oauth-lab/explain/catalogue/values.ts'
import { certifiedThumbprint, thumbprintOf } from '../thumbprint.ts'
import { algorithmFor, bitsOf, isOfKind, kindOf, wordsOf } from '../key-kinds.ts'
import { said } from '../said.ts'
import { keyWith, withPrints } from './key-prints.ts'
import type { PublishedKey } from './key-prints.ts'
import { isPrivateMember, publicPart } from './public-part.ts'
import { judged, told } from './row.ts'
import type { Finding, Row } from './row.ts'
import { tokenRow } from './token-row.ts'

/** What keys are judged against. */
export interface AgainstPublished {
  published: readonly PublishedKey[]
  /** The last signed token that was pasted before. */
  token: string | undefined
}

/** A key that was judged. */
export interface JudgedKey {
  name: string
  rows: Row[]
}

/** Judges a key, or each of a set: kind, use, private parts, certificate, who publishes it. */
export async function judgeKeys(
  keys: readonly JWK[],
  { published, token }: AgainstPublished,
): Promise<{ finding: Finding; judged: JudgedKey[] }> {
  const prints = await withPrints(keys)
  const all = await Promise.all(
    prints.map(async (print) => ({
      name: said(print.key.kid ?? 'no kid'),
      rows: [
        ...(await rowsOf(print, keys)),
        publishedRow(print, published),
        ...(token === undefined ? [] : [await tokenRow(print.key, token)]),
      ],
    })),
  )
  return { finding: findingOf(prints, all, published), judged: all }
}

function findingOf(
  prints: readonly PublishedKey[],
  judgedKeys: readonly JudgedKey[],
  published: readonly PublishedKey[],
): Finding {
  const isSet = prints.length !== 1
  if (prints.some(({ key }) => isPrivate(key))) {
    return {
      state: 'fail',
      title: 'A private key is in it: who has it can sign',
      reason: 'A set that is published holds public parts only. The page shows the others hidden.',
      todo: [
        'Was it published or sent to somebody? Take the key out of use, and make a new one.',
        'Publish the key without its private members.',
      ],
    }
  }
  const wrong = judgedKeys.flatMap(({ name, rows }) =>
    rows.flatMap((row) => (row.state === 'fail' ? [{ key: name, row }] : [])),
  )
  const [first] = wrong
  if (first !== undefined) {
    const { key, row } = first
    return {
      state: 'fail',
      title: isSet ? 'A key of the set is not right' : 'The key is not right',
      reason: `${isSet ? `${key}: ` : ''}${row.name}: ${row.words}`,
      todo: ['Correct it where the key is published or kept.'],
    }
  }
  const known = prints.filter(({ thumbprint }) => keyWith(thumbprint, published))
  const [only] = prints
  return {
    state: 'pass',
    title: isSet ? `${prints.length} public keys` : `A public key: ${wordsOf(only!.key)}`,
    reason: isSet
      ? `The issuer publishes ${known.length === prints.length ? 'all' : known.length || 'none'} of them.`
      : known.length > 0
        ? 'The issuer publishes it.'
        : 'The issuer does not publish it.',
    todo: [],
  }
}

async function rowsOf(print: PublishedKey, set: readonly JWK[]): Promise<Row[]> {
  const { key, thumbprint } = print
  const names = Object.keys(key)
  const first = ['kty', 'crv', 'kid', 'use', 'key_ops', 'alg']
  const ordered = [
    ...first.filter((name) => names.includes(name)),
    ...names.filter((name) => !first.includes(name)),
  ]
  return [
    ...(await Promise.all(ordered.map((name) => memberRow(name, print, set)))),
    thumbprint === undefined
      ? judged('thumbprint', 'none', 'What names this key everywhere.', [
          false,
          'Members of its kind are missing.',
          'RFC 7638 §3.2',
        ])
      : told('thumbprint', thumbprint, 'What names this key everywhere.', 'RFC 7638 §3'),
    await usableRow(key),
  ]
}

async function memberRow(
  name: string,
  { key, thumbprint }: PublishedKey,
  set: readonly JWK[],
): Promise<Row> {
  const meanings: Meanings = keySet
  const meaning = Object.hasOwn(meanings, name) ? meanings[name] : undefined
  const means = meaning?.means ?? 'No specification of the catalogue names it.'
  const clause = meaning?.clause ?? 'RFC 7517 §4'
  const value = (key as Record<string, unknown>)[name]
  const row = (holds: boolean, words: string, at = clause) =>
    judged(name, shownOf(value), means, [holds, words, at])
  if (isPrivateMember(name)) {
    return judged(name, 'hidden', means, [false, 'It is private.', 'RFC 7517 §9.2'])
  }
  switch (name) {
    case 'kty':
      return row(kindOf(key) !== undefined, kindOf(key) ?? 'No such kind is registered.')
    case 'kid': {
      const same = set.filter(({ kid }) => kid === value).length
      return same > 1
        ? row(false, `${same} keys have this name.`)
        : told(name, said(value), means, clause)
    }
    case 'alg': {
      const fits = isOfKind(key, said(value))
      const words = wordsFor('algorithm', said(value)) ?? 'No signature algorithm of this name'
      if (fits === undefined) return told(name, said(value), means, clause)
      return row(fits, fits ? `${words}.` : `${said(value)} needs another kind of key.`)
    }
    case 'n': {
      if (!isBase64url(said(value))) return row(false, notBase64url, 'RFC 7518 §2')
      const length = bitsOf(said(value))
      return row(length >= 2048, `${length} bit.`, 'RFC 7518 §3.3')
    }
    case 'e':
    case 'x':
    case 'y':
      return isBase64url(said(value))
        ? told(name, said(value), means, clause)
        : row(false, notBase64url, 'RFC 7518 §2')
    case 'x5c': {
      const isOwn = (await certifiedThumbprint(key)) === thumbprint
      return row(
        isOwn,
        isOwn ? 'The first certifies this key.' : 'The first certifies another key.',
      )
    }
    case 'x5t':
    case 'x5t#S256': {
      if (key.x5c === undefined) return told(name, said(value), means, clause)
      const isOwn = (await thumbprintOf(key, name)) === value
      return row(isOwn, isOwn ? 'It is of the certificate.' : 'It is of another certificate.')
    }
    default:
      return told(name, shownOf(value), means, clause)
  }
}

/** Whether a signature can be checked with it in this browser. */
async function usableRow(key: JWK): Promise<Row> {
  const means = 'Whether this browser can use it.'
  const clause = 'RFC 7518 §6'
  if (key.kty === 'oct' || key.use === 'enc') {
    return told('use here', 'not tried', means, clause)
  }
  const alg = key.alg ?? algorithmFor(key)
  const isUsable = await importJWK(
    { ...publicPart(key), ...(alg && { alg }) },
    alg ?? 'RS256',
  ).then(
    () => true,
    () => false,
  )
  return isUsable
    ? judged('use here', 'yes', means, [true, 'It was read as a key.', clause])
    : judged('use here', 'no', means, [false, 'Its members make no key.', clause])
}

function publishedRow({ key, thumbprint }: PublishedKey, published: readonly PublishedKey[]): Row {
  const clause = 'RFC 7517 §5'
  const means = 'Whether the issuer publishes it.'
  const same = keyWith(thumbprint, published)
  if (same !== undefined) {
    const kid = said(same.key.kid ?? 'no kid')
    const holds = key.kid === undefined || key.kid === same.key.kid
    return judged('published', `as ${kid}`, means, [
      holds,
      holds ? 'The issuer publishes it.' : 'It has another name there.',
      clause,
    ])
  }
  const named = published.some((one) => key.kid !== undefined && one.key.kid === key.kid)
  if (!named) return told('published', 'no', means, clause)
  return judged('published', 'no', means, [
    false,
    'The issuer publishes another key by this name.',
    'RFC 7517 §4.5',
  ])
}

function isPrivate(key: JWK): boolean {
  return Object.keys(key).some(isPrivateMember)
}

const notBase64url = 'It is no base64url: letters, digits, - and _ only, without padding.'

/** Whether a text is a Base64urlUInt (RFC 7518 §2). */
function isBase64url(text: string): boolean {
  return /^[\w-]+$/.test(text)
}

function shownOf(value: unknown): string {
  const text = said(value)
  return text.length > 60 ? `${text.slice(0, 40)}… (${text.length} characters)` : text
}
