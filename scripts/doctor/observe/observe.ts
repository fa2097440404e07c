import { askIssuer } from './ask-issuer.ts'
import { ask } from './ask.ts'
import type { Observation, Question } from './observation.ts'
import { openConnection } from './open-connection.ts'
import { readPlace } from './read-place.ts'
import { resolveName } from './resolve-name.ts'

/** All that looking takes; each stands for itself. */
export const tools = { readPlace, resolveName, openConnection, ask, askIssuer }

// Sent into containers as text (see probe-program.ts). It uses its tools only, by these names,
// since a bundler may give the functions other names.

/** Looks at an issuer from the place where this runs: name, connection, and what it answers. */
export async function observe(question: Question, using: typeof tools): Promise<Observation> {
  const { timeout, address } = question
  const now = Date.now()
  const { issuer, ca, own } = using.readPlace(question)
  const url = new URL(issuer)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'https:'
  const port = Number(url.port) || (secure ? 443 : 80)
  const [name, connection] = await Promise.all([
    using.resolveName(host),
    using.openConnection({ host, port, secure, ca, address, timeout }),
  ])
  const open = connection.state === 'secure' || connection.state === 'plain'
  const answers = open
    ? await using.askIssuer(issuer, question, (target, more) =>
        using.ask(target, { ca, address, host, timeout, ...more }),
      )
    : {}
  return { issuer, host, port, now, ...own, name, connection, answers }
}
