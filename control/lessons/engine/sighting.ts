import { createHash } from 'node:crypto'
import { valueOf } from '@oauth-lab/explain/exchange/field.ts'
import type { Field } from '@oauth-lab/explain/exchange/field.ts'
import { isJsonObject, readJwt } from '@oauth-lab/explain/exchange/jwt.ts'
import type { Json } from '@oauth-lab/explain/exchange/jwt.ts'
import { accessTokenOf } from '@oauth-lab/explain/recording/bearer-token.ts'
import { basicCredentials, clientOf } from '@oauth-lab/explain/recording/client-authentication.ts'
import type { Flow } from '@oauth-lab/explain/flows/find-flows.ts'
import type { Seen } from '@oauth-lab/explain/recording/recording.ts'
import { isSecretName } from '@oauth-lab/explain/secrets/secret-names.ts'
import type { RecordedEntry } from '@oauth-lab/kit/admin/recording-document.ts'

/** A JWT that a message carried; its signature as a hash. */
export interface SeenJwt {
  header: Json
  claims: Json
  signature: string
}

/** What a lesson keeps of one message: no secret, of each its hash alone, so that messages can be joined by it. */
export interface Sighting {
  /** The exchange's id in the recording. */
  id: string
  /** Real time, milliseconds: by it messages are in order. */
  startedAt: number
  endedAt: number
  /** Milliseconds on the lab's clock. */
  labTime: number
  message: string | undefined
  /** `browser`, `spa`, `program`, or the role that asked. */
  from: string
  role: string
  flow: string | undefined
  parent: string | undefined
  method: string
  /** Without query. */
  address: string
  status: number
  /** Parameters of query and form; of one that came more often the first. */
  sent: Readonly<Record<string, string>>
  /** All values of parameters that came more than once. */
  repeated: Readonly<Record<string, string[]>>
  /** Members of a JSON answer, or the parameters of a redirect. */
  answered: Json
  /** Where the answer sends the browser, without query. */
  leads: string | undefined
  /** The header `Location` of an answer, or that it had none. */
  challenge: string | undefined
  /** Which client asks, or for which one the sign-in is. */
  client: string | undefined
  /** Whether the client showed its secret by HTTP Basic. */
  basic: boolean
  /** Whether a header `Authorization` came. */
  authorization: boolean
  /** The access token that came. */
  shown: string | undefined
  /** By where they stood: `shown`, `access_token`, `id_token`. */
  jwts: Readonly<Record<string, SeenJwt>>
  checks: Readonly<Record<string, 'passed' | 'failed' | 'waived'>>
  interventions: NonNullable<RecordedEntry['_oauth']['interventions']>
  failure: string | undefined
  /** Whether the lab walked it for a program (`POST authorizations`). */
  automatic: boolean
}

/** What stands in the place of a secret. */
export function hashOf(secret: string): string {
  return `#${createHash('sha256').update(secret).digest('base64url').slice(0, 22)}`
}

/** Reads a message of a recording. */
export function readSighting(seen: Seen, flow: Pick<Flow, 'id' | 'client'> | undefined): Sighting {
  const entry = seen.entry as RecordedEntry
  const { id, role, asker, startedAt, labTime, parent, checks, interventions, failure } =
    entry._oauth
  const { query, form, redirect, requestHeaders, responseHeaders } = seen
  const shown = accessTokenOf(seen)
  const fields = [...query, ...form]
  const redirected = [redirect?.query, redirect?.fragment, redirect?.form].flatMap((x) => x ?? [])
  return {
    id,
    role,
    startedAt,
    endedAt: startedAt + entry.time,
    labTime: Date.parse(labTime),
    message: seen.message?.id,
    from: asker,
    flow: flow?.id,
    parent,
    method: seen.method,
    address: seen.address,
    status: seen.status,
    sent: firstOf(fields),
    repeated: repeatedOf(fields),
    answered: { ...firstOf(redirected), ...hidden(seen.responseJson ?? {}) },
    leads: redirect?.address,
    challenge: valueOf(responseHeaders, 'www-authenticate'),
    client: clientOf(seen) ?? flow?.client,
    basic: basicCredentials(seen) !== undefined,
    authorization: valueOf(requestHeaders, 'authorization') !== undefined,
    shown: shown === undefined ? undefined : hashOf(shown),
    jwts: {
      ...jwtsOf({ shown }),
      ...jwtsOf(seen.responseJson ?? {}),
    },
    checks: Object.fromEntries(checks.map((one) => [one.id, one.outcome])),
    interventions: interventions ?? [],
    failure,
    automatic: checks.some((one) => one.id === 'interaction.automatic-user'),
  }
}

function firstOf(fields: readonly Field[]): Record<string, string> {
  const sent: Record<string, string> = {}
  for (const { name, value } of fields) sent[name] ??= shownValue(name, value)
  return sent
}

function repeatedOf(fields: readonly Field[]): Record<string, string[]> {
  const all = Map.groupBy(fields, ({ name }) => name)
  return Object.fromEntries(
    [...all].flatMap(([name, same]) =>
      same.length < 2 ? [] : [[name, same.map(({ value }) => shownValue(name, value))]],
    ),
  )
}

function hidden(json: Json): Json {
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name,
      typeof value === 'string' ? shownValue(name, value) : value,
    ]),
  )
}

function shownValue(name: string, value: string): string {
  return isSecretName(name) ? hashOf(value) : value
}

function jwtsOf(members: Json): Record<string, SeenJwt> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => {
      const jwt = typeof value === 'string' ? readJwt(value) : undefined
      if (jwt === undefined || !isJsonObject(jwt.claims)) return []
      const signature = hashOf((value as string).slice((value as string).lastIndexOf('.') + 1))
      return [[name, { ...jwt, signature }]]
    }),
  )
}
