import type { Observation, Question } from './observation.ts'

// Sent into containers as text (see probe-program.ts): uses nothing from outside of itself.

/** How this place is configured: the origin that it uses, and whom it trusts. */
export function readPlace(question: Question): {
  issuer: string
  ca: string[]
  own: Pick<Observation, 'origin' | 'root'>
} {
  const { readFileSync } = process.getBuiltinModule('node:fs')
  if (question.ca !== undefined) {
    return { issuer: question.issuer ?? '', ca: question.ca, own: {} }
  }
  const setting = (name: string): string | undefined => {
    const file = process.env[`${name}_FILE`]
    try {
      return process.env[name] || (file ? readFileSync(file, 'utf8').trim() : undefined)
    } catch {
      return undefined
    }
  }
  const given = setting('LAB_ORIGIN')
  // Written with its default port it is the same origin.
  const origin = given === undefined ? given : (URL.parse(given)?.origin ?? given)
  const place = origin === undefined ? {} : { origin }
  if (question.issuer !== undefined) {
    const { rootCertificates } = process.getBuiltinModule('node:tls')
    const named = setting('LAB_ISSUER_CA')
    const ca = named ? [named, ...rootCertificates] : [...rootCertificates]
    return { issuer: question.issuer, ca, own: place }
  }
  const issuer = `${origin ?? 'https://webserver'}/authserver/oauth2`
  const path = process.env['LAB_ROOT_CERTIFICATE'] ?? ''
  try {
    return { issuer, ca: [readFileSync(path, 'utf8')], own: { ...place, root: { path } } }
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException
    return { issuer, ca: [], own: { ...place, root: { path, error: code } } }
  }
}
