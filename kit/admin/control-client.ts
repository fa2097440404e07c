import type { CheckDefinition } from '../check-definition.ts'
import type { ClockState } from '../clock.ts'
import type { Problem } from '../problems.ts'
import type {
  HeldMessage,
  Intervention,
  InterventionDocument,
  Release,
} from '../interventions/intervention.ts'
import type { RecordingSettings } from '../recording/recording-part.ts'
import type { ShownEntry } from '../recording/har-entry.ts'
import type { ExchangeChecks } from '../recording/exchange-checks.ts'
import type { Fetch } from '../trust.ts'
import type { AuthorizationDocument, AuthorizationRedirect } from './authorization-document.ts'
import type { BrowserSession, BrowserSessionDocument } from './browser-session-document.ts'
import type { ClientChange, ClientDocument, ClientInfo } from './client-document.ts'
import type { ClockRequest } from './clock-document.ts'
import type { DebugLogDocument, DebugLogState } from './debug-log-document.ts'
import type { RestoredDocument, SnapshotDocument } from './snapshot-document.ts'
import type { MintedToken, TokenDocument } from './token-document.ts'
import type { UserChange, UserDocument, UserInfo } from './user-document.ts'

export type { ClientInfo } from './client-document.ts'
export type { ClockRequest } from './clock-document.ts'
export type { RestoredDocument, SnapshotDocument } from './snapshot-document.ts'
export type { UserDocument, UserInfo } from './user-document.ts'

export interface SandboxInfo {
  id: string
  base: string
  issuer: string
  /** ISO time, null for the default sandbox: it does not end. */
  expiresAt: string | null
}

/** A running clock with its `offset` from real time in seconds, or a frozen one; `now` and `at` are ISO times. */
export type RoleClock = ClockState
/** The lab's clock, and each role's, which differ only when one was moved alone. Units as in {@link RoleClock}. */
export type LabClock = RoleClock & { roles: Record<string, RoleClock> }

export interface RolePolicy {
  /** Ids of the checks that this role does not insist on. */
  waived: string[]
  catalogue: Record<string, CheckDefinition>
}

/** `self_registered` is whether they came by the registration endpoint. */
export interface ClientFilter {
  client_id?: string
  client_name?: string
  self_registered?: boolean
  limit?: number
}

export interface RouteInfo {
  /** `static` for files that the web server serves by itself. */
  role: string
  method: string
  /** Path below a sandbox's base. */
  path: string
  /** What the field calls a request there, where it is the protocol's. */
  message?: string
}

/** Who plays the lab's roles. */
export interface LabRoles {
  issuer: string
  /** Whether the authorization server stands at an address of its own. */
  elsewhere: boolean
  /** The roles that external programs play. */
  external: string[]
}

/** Which exchanges are wanted; all that is said must fit. */
export interface RecordingFilter {
  flow?: string
  /** For example `token request`. */
  message?: string
  role?: 'authserver' | 'resserver' | 'client'
  client?: string
  /** User name or subject. */
  user?: string
  /** ISO time, real. */
  since?: string
  failed?: boolean
  /** Whether secrets are shown; they are hidden unless told. */
  secrets?: boolean
}

/** A recording as an HTTP Archive 1.2; the lab's own members begin with `_`. */
export interface RecordingHar {
  log: {
    version: string
    creator: { name: string; version: string }
    entries: ShownEntry[]
    _oauth: {
      flows: { id: string; name: string; client?: string; entries: string[] }[]
      /** How many exchanges went for want of room. */
      dropped: number
    }
  }
}

export interface ControlClient {
  /** What every path of this client's sandbox begins with. */
  base: string
  sandboxes: {
    /** `lifetime` is in seconds. */
    create(options?: { id?: string; lifetime?: number; seed?: string }): Promise<SandboxInfo>
    list(): Promise<SandboxInfo[]>
    delete(id: string): Promise<void>
  }
  clock: {
    get(): Promise<LabClock>
    /** Moves all roles' clocks, or that of one role alone; `toExpiryOf` to the end of a token, session or code. */
    set(change: ClockRequest, role?: string): Promise<LabClock>
  }
  policy: {
    get(): Promise<Record<string, RolePolicy>>
    /** Without `role`, in every role that knows the check. */
    waive(check: string, role?: string): Promise<Record<string, RolePolicy>>
    restore(check: string, role?: string): Promise<Record<string, RolePolicy>>
  }
  /** Empties the sandbox in every role and makes its users and clients again. */
  reset(): Promise<void>
  users: {
    list(): Promise<UserInfo[]>
    create(user: UserDocument): Promise<UserInfo>
    update(username: string, change: UserChange): Promise<UserInfo>
    delete(username: string): Promise<void>
    /** Sets a second factor (RFC 6238): `secret` in base32, `uri` for a QR code. */
    setTotp(username: string): Promise<{ secret: string; uri: string }>
    removeTotp(username: string): Promise<void>
  }
  /** A sandbox's clients by their id; with a filter without reading the others. */
  clients: {
    list(filter?: ClientFilter): Promise<ClientInfo[]>
    /** Makes a client, with an id and a secret of one's own choice where the document has them. */
    create(client: ClientDocument): Promise<ClientInfo>
    /** Changes what the document names; null brings a default back. */
    update(clientId: string, change: ClientChange): Promise<ClientInfo>
    /** Forgets a client and ends all tokens of it. */
    delete(clientId: string): Promise<void>
  }
  tokens: {
    /** Makes an access token without a flow, right or wrong in exactly the way that is told. */
    create(wanted: TokenDocument): Promise<MintedToken>
  }
  browserSessions: {
    /** Signs somebody in without a page: the cookie, and the same as Playwright's `storageState`. */
    create(wanted: BrowserSessionDocument): Promise<BrowserSession>
  }
  authorizations: {
    /** Walks an authorization request to its end; the redirect is told, not followed. */
    create(wanted: AuthorizationDocument): Promise<AuthorizationRedirect>
  }
  config: {
    get(): Promise<Record<string, unknown>>
    put(document: unknown): Promise<Record<string, unknown>>
  }
  /** A line of the authorization server's log for each step of a request. */
  debugLog: {
    get(): Promise<DebugLogState>
    /** Turns it on for some seconds of real time, an hour at most; 0 turns it off. */
    set(wanted: DebugLogDocument): Promise<DebugLogState>
  }
  /** The checks of recent requests, all roles merged, in the order in which they happened. */
  checks(filter?: { role?: string; request?: string }): Promise<ExchangeChecks[]>
  /** What the sandbox's roles served and asked, as one recording. */
  recording: {
    /** An HTTP Archive 1.2. */
    har(filter?: RecordingFilter): Promise<RecordingHar>
    /** The next exchange that fits, or undefined after `timeout` seconds; `after` is the last one's cursor. */
    wait(
      filter?: RecordingFilter & { timeout?: number; after?: string },
    ): Promise<{ cursor: string; entry: ShownEntry } | undefined>
    /** Each exchange as it ends, until the signal aborts. */
    follow(filter?: RecordingFilter, signal?: AbortSignal): AsyncGenerator<ShownEntry>
    clear(): Promise<void>
    settings(): Promise<RecordingSettings>
    set(settings: RecordingSettings): Promise<RecordingSettings>
  }
  /** What the lab does to messages on purpose. */
  interventions: {
    create(wanted: InterventionDocument): Promise<Intervention>
    /** Those that stand, with how often each was used. */
    list(): Promise<Intervention[]>
    /** Ends one, or all of them, and lets go what they hold. */
    delete(id?: string): Promise<void>
    held(): Promise<HeldMessage[]>
    /** What is held, each time that it changes, until the signal aborts. */
    follow(signal?: AbortSignal): AsyncGenerator<HeldMessage[]>
    /** Lets go what is held, all of it unless told, and says how many messages that were. */
    release(wanted?: Release): Promise<{ released: number }>
  }
  /** The state of the sandbox in all roles as one document. */
  snapshot: {
    /** It holds secrets: keys, tokens, secrets of clients. */
    save(): Promise<SnapshotDocument>
    /** Puts it in the place of what the sandbox holds: in all roles, or in none. */
    restore(snapshot: SnapshotDocument): Promise<RestoredDocument>
  }
  /** Which roles are external programs', and where the authorization server is. */
  roles(): Promise<LabRoles>
  /** Every route behind the web server. */
  routes(): Promise<RouteInfo[]>
  /** Makes a new leaf certificate, which the running lab takes up. */
  renewCertificate(): Promise<CertificateInfo>
  /** The same client for the sandbox with this base. */
  in(base: string): ControlClient
}

export interface CertificateInfo {
  names: string[]
  issuer: string
  fingerprint: string
  /** ISO time. */
  notAfter: string
}

/** An answer of the control API that is not a success. */
export class ControlError extends Error {
  override name = 'ControlError'
  readonly status: number
  readonly code: string
  readonly problems: Problem[]

  constructor(status: number, code: string, description: string, problems: Problem[] = []) {
    super(description)
    this.status = status
    this.code = code
    this.problems = problems
  }
}

export interface ControlOptions {
  /** The lab's origin, or a sandbox's base. */
  base: string
  /** An administrator's bearer token. */
  token: string
  /** `fetch` that trusts the lab's root. */
  fetch: Fetch
}

/**
 * The handle on a running lab: one method for each operation of the control API.
 * Every method throws {@link ControlError} when the lab refuses, with all problems of a document.
 */
export function createControlClient(options: ControlOptions): ControlClient {
  const { base } = options
  const call = <T>(method: string, path: string, body?: unknown) =>
    request<T>(options, method, path, body)
  // In the query: a name may hold what a path can't, such as `/` or `\`.
  const named = (username: string) => new URLSearchParams({ username }).toString()
  return {
    base,
    sandboxes: {
      create: (wanted = {}) => call('POST', 'sandboxes', wanted),
      list: () => call('GET', 'sandboxes'),
      delete: (id) => call('DELETE', `sandboxes/${encodeURIComponent(id)}`),
    },
    clock: {
      get: () => call('GET', 'clock'),
      set: (change, role) => call('PUT', 'clock', { ...change, ...(role && { role }) }),
    },
    policy: {
      get: () => call('GET', 'policy'),
      waive: (check, role) => call('PUT', 'policy', { waive: [check], ...(role && { role }) }),
      restore: (check, role) => call('PUT', 'policy', { restore: [check], ...(role && { role }) }),
    },
    reset: () => call('POST', 'reset'),
    users: {
      list: () => call('GET', 'users'),
      create: (document) => call('POST', 'users', document),
      update: (username, change) => call('PATCH', `users?${named(username)}`, change),
      delete: (username) => call('DELETE', `users?${named(username)}`),
      setTotp: (username) => call('POST', `users/totp?${named(username)}`),
      removeTotp: (username) => call('DELETE', `users/totp?${named(username)}`),
    },
    clients: {
      list: (filter = {}) => call('GET', `clients?${queryOf(filter)}`),
      create: (document) => call('POST', 'clients', document),
      update: (client_id, change) => call('PATCH', `clients?${queryOf({ client_id })}`, change),
      delete: (client_id) => call('DELETE', `clients?${queryOf({ client_id })}`),
    },
    tokens: { create: (wanted) => call('POST', 'tokens', wanted) },
    browserSessions: { create: (wanted) => call('POST', 'browser-sessions', wanted) },
    authorizations: { create: (wanted) => call('POST', 'authorizations', wanted) },
    config: {
      get: () => call('GET', 'config'),
      put: (document) => call('PUT', 'config', document),
    },
    debugLog: {
      get: () => call('GET', 'debug-log'),
      set: (wanted) => call('PUT', 'debug-log', wanted),
    },
    checks: (filter = {}) => call('GET', `checks?${new URLSearchParams(filter).toString()}`),
    recording: {
      har: (filter = {}) => call('GET', `recording?${queryOf(filter)}`),
      wait: (filter = {}) => call('GET', `recording/wait?${queryOf(filter)}`),
      follow: (filter = {}, signal) =>
        followEvents<ShownEntry>(options, 'exchange', filter, signal),
      clear: () => call('DELETE', 'recording'),
      settings: () => call('GET', 'recording/settings'),
      set: (settings) => call('PUT', 'recording/settings', settings),
    },
    interventions: {
      create: (wanted) => call('POST', 'interventions', wanted),
      list: () => call('GET', 'interventions'),
      delete: (id) =>
        call('DELETE', `interventions${id === undefined ? '' : `/${encodeURIComponent(id)}`}`),
      held: () => call('GET', 'interventions/held'),
      follow: (signal) => followEvents<HeldMessage[]>(options, 'held', {}, signal),
      release: (wanted = {}) => call('POST', 'interventions/release', wanted),
    },
    snapshot: {
      save: () => call('GET', 'snapshot'),
      restore: (snapshot) => call('PUT', 'snapshot', snapshot),
    },
    roles: () => call('GET', 'roles'),
    routes: () => call('GET', 'routes'),
    renewCertificate: () => call('POST', 'certificates/renew'),
    in: (other) => createControlClient({ ...options, base: other }),
  }
}

function queryOf(filter: object): string {
  const said = Object.entries(filter).filter(([, value]) => value !== undefined)
  return new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString()
}

/** Reads the recording's server-sent events of one name; what begins with a colon keeps the connection open. */
async function* followEvents<T>(
  { base, token, fetch }: ControlOptions,
  name: 'exchange' | 'held',
  filter: RecordingFilter,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  const response = await fetch(`${base}/control/api/recording/stream?${queryOf(filter)}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    ...(signal && { signal }),
  })
  if (!response.ok || response.body === null) throw errorOf(response.status, await response.text())
  let rest = ''
  try {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const events = (rest + chunk).split('\n\n')
      rest = events.pop()!
      for (const text of events) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/m.exec(text) ?? []
        if (event === name) yield JSON.parse(data!) as T
      }
    }
  } catch (error) {
    if (signal?.aborted !== true) throw error
  }
}

async function request<T>(
  { base, token, fetch }: ControlOptions,
  method: string,
  path: string,
  body: unknown,
): Promise<T> {
  const response = await fetch(`${base}/control/api/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (response.ok) return parse(text) as T
  throw errorOf(response.status, text)
}

function errorOf(status: number, text: string): ControlError {
  const { error, error_description, problems } = (parse(text) ?? {}) as {
    error?: string
    error_description?: string
    problems?: Problem[]
  }
  return new ControlError(
    status,
    error ?? 'unknown',
    error_description ?? `The lab answered ${status}.`,
    problems,
  )
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
