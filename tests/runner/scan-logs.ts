import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A secret that a test noted (tests/secrets.ts). */
export interface NotedSecret {
  kind: string
  value: string
  /** The file that noted it. */
  by: string
}

/** Where a secret stands in a log; the secret itself is never told. */
export interface Finding extends Pick<NotedSecret, 'by' | 'kind'> {
  log: string
  /** From 1. */
  line: number
}

/** Reads what the tests noted, each value once. */
export function readSecrets(file: string): NotedSecret[] {
  const secrets = new Map<string, NotedSecret>()
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue
    const secret = JSON.parse(line) as NotedSecret
    secrets.set(secret.value, secret)
  }
  return [...secrets.values()]
}

/** Reads every log in a folder: name and text. */
export function readLogs(folder: string): Map<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.log'))
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

/** What the names of files with exported recordings begin with. */
export const recordings = 'recordings-'

/**
 * Finds noted secrets in logs: as they are, percent-encoded, escaped in JSON, and inside Base64 (an
 * `Authorization: Basic` header). A value of fewer than eight characters would match words, so it
 * counts only as a whole JSON string or behind `password=`, `code=` or `token=`.
 */
export function scanLogs(logs: Map<string, string>, secrets: NotedSecret[]): Finding[] {
  const needles = indexNeedles(secrets)
  const short = new Map(
    secrets.filter(({ value }) => value.length < shortest).map((secret) => [secret.value, secret]),
  )
  const findings: Finding[] = []
  for (const [log, text] of logs) {
    for (const [index, line] of text.split('\n').entries()) {
      // An archive has each value as a whole JSON string: a short one stands there by chance.
      const whole = log.startsWith(recordings) ? [] : findShort(line, short)
      const found = new Set([...findLong(line, needles), ...whole])
      for (const { kind, by } of found) findings.push({ log, line: index + 1, kind, by })
    }
  }
  return findings
}

const shortest = 8

/** Needles by their first characters: one look-up a position, however many secrets there are. */
interface Needles {
  byStart: Map<string, { form: string; secret: NotedSecret }[]>
  /** By `hashAt`, whether a needle may begin so: nearly every position is ruled out here. */
  starts: Uint8Array
}

function indexNeedles(secrets: NotedSecret[]): Needles {
  const byStart: Needles['byStart'] = new Map()
  const starts = new Uint8Array(hashes)
  for (const secret of secrets) {
    if (secret.value.length < shortest) continue
    for (const form of formsOf(secret.value)) {
      const start = form.slice(0, shortest)
      byStart.set(start, [...(byStart.get(start) ?? []), { form, secret }])
      starts[hashAt(form, 0)] = 1
    }
  }
  return { byStart, starts }
}

const hashes = 2 ** 22

/** A number of four of the first characters, from 0 and below `hashes`. */
function hashAt(text: string, at: number): number {
  let hash = 0
  for (const offset of [0, 2, 5, 7]) hash = Math.imul(hash, 61) + text.charCodeAt(at + offset)
  return hash & (hashes - 1)
}

function formsOf(value: string): Set<string> {
  const escaped = JSON.stringify(value).slice(1, -1)
  const inBase64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from('\0'.repeat(offset) + value).toString('base64')
    // Characters at the edges depend on the neighbours too.
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + value.length) * 8) / 6))
  })
  const forms = [value, encodeURIComponent(value), escaped, ...inBase64]
  return new Set(forms.filter((form) => form.length >= shortest))
}

function* findLong(line: string, { byStart, starts }: Needles): Generator<NotedSecret> {
  for (let at = 0; at + shortest <= line.length; at++) {
    if (starts[hashAt(line, at)] === 0) continue
    for (const { form, secret } of byStart.get(line.slice(at, at + shortest)) ?? []) {
      if (line.startsWith(form, at)) yield secret
    }
  }
}

/** A whole JSON string, or what follows the name of a secret in a form. */
const shortShape =
  /:\s*\\*"(?<member>[^"\\]{1,7})\\*"|(?:password|code|token|totp)=(?<field>[^&\s"\\]{1,7})(?![\w-])/g

function* findShort(line: string, short: Map<string, NotedSecret>): Generator<NotedSecret> {
  for (const { groups } of line.matchAll(shortShape)) {
    const secret = short.get(groups?.['member'] ?? groups?.['field'] ?? '')
    if (secret !== undefined) yield secret
  }
}
