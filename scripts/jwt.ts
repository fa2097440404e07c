import { oneLine } from '@oauth-lab/kit/terminal.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import type { JWK } from 'jose'
import { defineCommand, UsageError } from './command-line/command.ts'
import { parseDuration } from './command-line/duration.ts'
import { data, sandbox } from './command-line/flags.ts'
import { style } from './command-line/style.ts'
import { decode } from './jwt/decode.ts'
import { readSigningKey, readVerifyingKey } from './jwt/key-file.ts'
import type { SigningKey } from './jwt/key-file.ts'
import { makeKey } from './jwt/new-key.ts'
import { readToken } from './jwt/read-token.ts'
import { readClaims } from './jwt/read-claims.ts'
import { readObject } from './jwt/read-text.ts'
import { sign } from './jwt/sign.ts'
import { verify } from './jwt/verify.ts'
import type { Outcome } from './jwt/verify.ts'
import { keysAt, keysOfFile, keysOfIssuer } from './jwt/verifying-keys.ts'
import { labFolder } from './lab-file.ts'
import { requireDefinition } from './require-definition.ts'
import { findLab, requireLab } from './running-lab.ts'
import { timeOfServer } from './time-of-server.ts'

/** `./lab jwt decode|verify|sign`: JSON Web Tokens (RFC 7519) that are signed (RFC 7515). */
export const command = defineCommand({
  usage: 'decode | verify | sign [JWT | FILE | -]',
  takes: [1, 2],
  words: ['decode', 'verify', 'sign'],
  flags: {
    jwks: { value: 'FILE|URL', description: 'verify: by this JWK Set' },
    key: { value: 'FILE', description: 'verify, sign: by this key: PEM, PKCS#12 or JWK' },
    issuer: { value: 'ISS', description: 'verify: who issued it; the lab unless told' },
    audience: { value: 'AUD', description: 'verify: for whom it has to be' },
    claims: { value: 'FILE|JSON', description: 'sign: these; standard input unless told' },
    'new-key': { value: 'FILE', description: 'sign: by a new key, written there as JWK' },
    alg: { value: 'ALG', description: 'sign: what fits the key, or ES256, unless told' },
    header: {
      value: 'NAME=TEXT|JSON',
      description: 'sign: in the header, too; null takes away',
      read: readHeader,
    },
    expires: { value: 'TIME', description: 'sign: with exp and iat, like 5m', read: readTime },
    json: { description: 'decode, verify: print it as JSON' },
    'lab-clock': { description: 'by the lab’s clock, not by this machine’s' },
    sandbox,
    data,
  },
  async run({ positionals: [verb, given], flags }) {
    requireSense(verb!, given, flags)
    if (verb === 'sign') {
      const claims = await readClaims(flags.claims ?? '-')
      const { header = {}, expires } = flags
      const now = await nowOf(flags)
      const token = await sign(await signingKey(flags), { claims, header, expires }, now)
      process.stdout.write(`${token}\n`)
      return 0
    }
    const token = await readToken(given ?? '-')
    if (verb === 'decode') {
      process.stdout.write(decode(token, await nowOf(flags), flags))
      return 0
    }
    const byLab = !(flags.jwks ?? flags.key ?? flags.issuer)
    const issuer = flags.issuer ?? (byLab ? await issuerOfLab(flags) : undefined)
    const keys = await verifyingKeys(flags, issuer, token.header['kid'])
    const now = await nowOf({ ...flags, 'lab-clock': flags['lab-clock'] || byLab })
    const outcomes = await verify(token, keys, { issuer, audience: flags.audience, now })
    process.stdout.write(flags.json ? jsonOf(outcomes) : wordsOf(outcomes))
    return outcomes.every(({ holds }) => holds) ? 0 : 1
  },
})

interface Given {
  jwks?: string
  key?: string
  'new-key'?: string
  alg?: string
  'lab-clock': boolean
  sandbox?: string
  data?: string
}

/** Which flags a verb has; the others have them all. */
const verbsOf: Readonly<Record<string, readonly string[]>> = {
  jwks: ['verify'],
  key: ['verify', 'sign'],
  issuer: ['verify'],
  audience: ['verify'],
  claims: ['sign'],
  'new-key': ['sign'],
  alg: ['sign'],
  header: ['sign'],
  expires: ['sign'],
  json: ['decode', 'verify'],
}

function requireSense(verb: string, argument: string | undefined, flags: object): void {
  const given = Object.entries(flags).flatMap(([name, value]) => (value ? [name] : []))
  const problems = given.flatMap((name) => {
    const verbs = verbsOf[name] ?? [verb]
    return verbs.includes(verb) ? [] : [`--${name} is for jwt ${verbs.join(' and ')}`]
  })
  const both = (one: string, other: string) => given.includes(one) && given.includes(other)
  if (both('jwks', 'key')) problems.push('--jwks and --key exclude each other')
  if (both('key', 'new-key')) problems.push('--key and --new-key exclude each other')
  if (verb === 'sign') {
    if (argument !== undefined) problems.push('jwt sign takes no argument; --claims are signed')
    if (!given.includes('key') && !given.includes('new-key')) {
      problems.push('say by which key: --key FILE, or --new-key FILE')
    }
  }
  const reads = verb === 'sign' ? given.includes('claims') : argument !== undefined
  if (!reads && process.stdin.isTTY) {
    problems.push(verb === 'sign' ? 'say what: --claims' : `say which: jwt ${verb} JWT`)
  }
  if (problems.length > 0) throw new UsageError(problems, 'jwt')
}

function readHeader(text: string): Record<string, unknown> {
  const [, name, value] = /^([^={"\s]+)=(.*)$/s.exec(text) ?? []
  const header = name === undefined ? readObject(text) : { [name]: value }
  if (header === undefined) throw new Error('is NAME=TEXT or a JSON object')
  if ('alg' in header) throw new Error('has no alg: --alg says it')
  return header
}

function readTime(text: string): number {
  const seconds = parseDuration(text)
  if (seconds === undefined) throw new Error(`is like 30s, 5m or 1h, not ${text}`)
  return Math.floor(seconds)
}

const controlOf = async ({ data: folder, sandbox: id }: Given) =>
  (await requireLab(folder)).control(id)

/** Seconds. */
async function nowOf(given: Given): Promise<number> {
  return given['lab-clock'] ? timeOfServer(await controlOf(given)) : Math.floor(Date.now() / 1000)
}

async function signingKey(given: Given): Promise<SigningKey> {
  const { key: file, alg } = given
  if (file !== undefined) {
    const key = await readSigningKey(file)
    return { ...key, alg: alg ?? key.alg }
  }
  const made = await makeKey(given['new-key']!, alg ?? 'ES256')
  // Not beside the token on standard output, which a program reads.
  process.stderr.write(
    `made ${given['new-key']!}; its public key: ${JSON.stringify(made.publicJwk)}\n`,
  )
  return made
}

async function issuerOfLab(given: Given): Promise<string> {
  const control = await controlOf(given)
  const { issuer, elsewhere, external } = await control.roles()
  if (!elsewhere && !external.includes('authserver')) await requireDefinition(control)
  return issuer
}

/** Those of a file or an address, else of the issuer; a key alone that has no name takes the one of the header. */
async function verifyingKeys(
  { jwks, key: file, data: folder }: Given,
  issuer: string | undefined,
  kid: unknown,
): Promise<readonly JWK[] | Uint8Array> {
  if (file !== undefined) {
    const key = await readVerifyingKey(file)
    return key instanceof Uint8Array ? key : [{ kid, ...key } as JWK]
  }
  if (jwks !== undefined && !/^https?:/.test(jwks)) return keysOfFile(jwks)
  const fetch = (await findLab(labFolder(folder)))?.fetch ?? createTrust('').fetch
  return jwks === undefined ? keysOfIssuer(fetch, issuer!) : keysAt(fetch, jwks)
}

function jsonOf(checks: readonly Outcome[]): string {
  return `${JSON.stringify({ holds: checks.every(({ holds }) => holds), checks }, null, 2)}\n`
}

function wordsOf(outcomes: readonly Outcome[]): string {
  const lines = outcomes.flatMap(({ check, holds, detail }) => [
    `${holds ? style.good('holds') : style.bad('fails')}  ${check}`,
    ...(detail === undefined ? [] : [`       ${oneLine(detail)}`]),
  ])
  return `${lines.join('\n')}\n`
}
