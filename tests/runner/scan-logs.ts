import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A secret that a test noted (tests/secrets.ts). */
export interface NotedSecret {
  kind: string
  value: string
}

/** Where a secret stands in a log; the secret itself is never told. */
export interface Finding {
  log: string
  /** From 1. */
  line: number
  kind: string
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
  const shapes = shapeShortSecrets(secrets)
  const findings: Finding[] = []
  for (const [log, text] of logs) {
    for (const [index, line] of text.split('\n').entries()) {
      // An archive has each value as a whole JSON string: a short one stands there by chance.
      const short = log.startsWith(recordings) ? [] : findShort(line, shapes)
      const kinds = new Set([...findLong(line, needles), ...short])
      for (const kind of kinds) findings.push({ log, line: index + 1, kind })
    }
  }
  return findings
}

const shortest = 8

/** Needles by their first characters: one look-up a position, however many secrets there are. */
function indexNeedles(secrets: NotedSecret[]): Map<string, NotedSecret[]> {
  const index = new Map<string, NotedSecret[]>()
  for (const { kind, value } of secrets) {
    if (value.length < shortest) continue
    for (const form of formsOf(value)) {
      const start = form.slice(0, shortest)
      index.set(start, [...(index.get(start) ?? []), { kind, value: form }])
    }
  }
  return index
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

function* findLong(line: string, needles: Map<string, NotedSecret[]>): Generator<string> {
  for (let at = 0; at + shortest <= line.length; at++) {
    for (const { kind, value } of needles.get(line.slice(at, at + shortest)) ?? []) {
      if (line.startsWith(value, at)) yield kind
    }
  }
}

function shapeShortSecrets(secrets: NotedSecret[]): { kind: string; shape: RegExp }[] {
  return secrets
    .filter(({ value }) => value.length < shortest)
    .map(({ kind, value }) => {
      const literal = value.replace(/\W/g, String.raw`\$&`)
      const inJson = String.raw`:\s*\\*"${literal}\\*"`
      const inForm = String.raw`(?:password|code|token|totp)=${literal}(?![\w-])`
      return { kind, shape: new RegExp(`${inJson}|${inForm}`) }
    })
}

function* findShort(line: string, shapes: { kind: string; shape: RegExp }[]): Generator<string> {
  for (const { kind, shape } of shapes) if (shape.test(line)) yield kind
}
