import type {
  HeldMessage,
  Intervention,
  InterventionDocument,
  Release,
} from '../interventions/intervention.ts'
import type { RecordingSettings } from '../recording/recording-settings.ts'
import type { ExchangeChecks as RecordedChecks } from '../recording/exchange-checks.ts'
import type { Fetch } from '../trust.ts'
import type { AuditPage, AuditQuestion } from './audit-document.ts'
import type { AuthorizationDocument, AuthorizationRedirect } from './authorization-document.ts'
import type {
  BackchannelAnswer,
  BackchannelPage,
  BackchannelQuestion,
  StoredBackchannelRequest,
} from './backchannel-document.ts'
import type { BrowserSession, BrowserSessionDocument } from './browser-session-document.ts'
import type { BrowserSessionPage, BrowserSessionQuestion } from './browser-session-list-document.ts'
import type {
  ClientChange,
  ClientDocument,
  ClientFilter,
  ClientInfo,
  ClientPage,
  ClientQuestion,
} from './client-document.ts'
import type { ClockRequest, LabClock } from './clock-document.ts'
import type {
  Configuration,
  ConfigurationChange,
  ConfigurationDocument,
} from './configuration-document.ts'
import type { ConsentPage, ConsentQuestion, NamedConsent } from './consent-document.ts'
import { createCall, createSend, followEvents, queryOf } from './control-call.ts'
import type { ControlOptions, Unchanged } from './control-call.ts'
import { ControlError } from './control-error.ts'
import type { DebugLogDocument, DebugLogState } from './debug-log-document.ts'
import type { GrantPage, GrantQuestion } from './grant-document.ts'
import type {
  ExportedKeys,
  KeyExport,
  KeyImport,
  KeyRotation,
  KeySet,
  SigningKeyInfo,
} from './key-document.ts'
import type { LabNames } from './lab-names.ts'
import type {
  LessonAnswer,
  LessonCheck,
  LessonPage,
  LessonReply,
  LessonText,
  NewWorkshop,
  StartedLesson,
  Workshop,
  WorkshopDocument,
} from './lesson-document.ts'
import type { MailPage, MailQuestion, OpenedMail } from './mail-document.ts'
import type { ManagedRole } from './managed-roles.ts'
import type { RolePolicy as AnyRolePolicy } from './policy-document.ts'
import type { NextExchange, RecordingHar, ShownEntry } from './recording-document.ts'
import type { RecordingFilter as FilterRead } from './recording-filter.ts'
import type { CertificateInfo, LabRoles, RouteInfo } from './route-document.ts'
import type { SandboxInfo, SandboxRequest } from './sandbox-document.ts'
import type { RestoredDocument, SnapshotDocument } from './snapshot-document.ts'
import type {
  OpenedToken,
  RevokedTokens,
  TokenFilter,
  TokenPage,
  TokenQuestion,
} from './token-inventory-document.ts'
import type { Exported, ExportDocument, Imported, ImportDocument } from './transfer-document.ts'
import type { MintedToken, TokenDocument } from './token-document.ts'
import type {
  TotpSecret,
  UserChange,
  UserDocument,
  UserInfo,
  UserPage,
  UserQuestion,
} from './user-document.ts'

export type { ClientFilter, ClientInfo } from './client-document.ts'
export type { ClockRequest, ClockState, LabClock } from './clock-document.ts'
export type {
  Configuration,
  ConfigurationChange,
  ConfigurationDocument,
} from './configuration-document.ts'
export type { ControlOptions, Unchanged } from './control-call.ts'
export { ControlError } from './control-error.ts'
export type {
  ExportedKeys,
  KeyExport,
  KeyImport,
  KeyRotation,
  KeySet,
  SigningKeyInfo,
} from './key-document.ts'
export type { LabNames } from './lab-names.ts'
export type { ManagedRole } from './managed-roles.ts'
export type { RecordingHar } from './recording-document.ts'
export type { CertificateInfo, LabRoles, RouteInfo } from './route-document.ts'
export type { SandboxInfo, SandboxRequest } from './sandbox-document.ts'
export type { RestoredDocument, SnapshotDocument } from './snapshot-document.ts'
export type { UserDocument, UserInfo } from './user-document.ts'

/** By ids, of which a role has some. */
type ById<Ids extends string, T> = string extends Ids ? Record<string, T> : { [Id in Ids]?: T }

/** What one role checks, by the ids of its checks, and what of it is waived. */
export interface RolePolicy<Names extends LabNames = LabNames> extends Omit<
  AnyRolePolicy,
  'waived' | 'catalogue'
> {
  waived: Names['waivable'][]
  catalogue: ById<Names['check'], AnyRolePolicy['catalogue'][string]>
}

/** The policies of a sandbox; a role that an external program plays has none. */
export type Policies<Names extends LabNames = LabNames> = {
  [Role in ManagedRole]?: RolePolicy<Names>
}

/** The checks of one request, without the rest of its recording. */
export interface ExchangeChecks<Names extends LabNames = LabNames> extends Omit<
  RecordedChecks,
  'checks'
> {
  checks: (RecordedChecks['checks'][number] & { id: Names['check'] })[]
}

/** Which exchanges are wanted; all that is said must fit. Secrets are hidden unless told. */
export type RecordingFilter = Partial<FilterRead>

/** What was read, and the ETag under which a change of it may be made. */
export interface Tagged<T> {
  value: T
  etag: string
}

/** The handle on a running lab: one method for each operation of the control API. */
export interface ControlClient<Names extends LabNames = LabNames> {
  /** What every path of this client's sandbox begins with. */
  base: string
  sandboxes: {
    /** Makes one; `await using` deletes it at the end of the block. `lifetime` is in seconds. */
    create(options?: SandboxRequest): Promise<SandboxHandle<Names>>
    list(): Promise<SandboxInfo[]>
    delete(id: string): Promise<void>
  }
  clock: {
    get(): Promise<LabClock>
    /** Moves all roles' clocks, or that of one role alone; `toExpiryOf` to the end of a token, session or code. */
    set(change: ClockRequest, role?: ManagedRole): Promise<LabClock>
  }
  policy: {
    get(): Promise<Policies<Names>>
    /** Without `role`, in every role that knows the check. */
    waive(check: Names['waivable'], role?: ManagedRole): Promise<Policies<Names>>
    restore(check: Names['check'], role?: ManagedRole): Promise<Policies<Names>>
  }
  /** Empties the sandbox in every role and makes its users and clients again. */
  reset(): Promise<void>
  users: {
    list(): Promise<UserInfo[]>
    /** One page of them, searched and sorted. */
    page(question?: Partial<UserQuestion>): Promise<UserPage>
    create(user: UserDocument): Promise<UserInfo>
    /** One of them, with its ETag. @throws ControlError 404 when there is none */
    read(username: string): Promise<Tagged<UserInfo>>
    /** Changes what it names. @throws ControlError 412 when somebody changed the user since */
    update(username: string, change: UserChange, condition?: Unchanged): Promise<UserInfo>
    delete(username: string, condition?: Unchanged): Promise<void>
    /** Sets a second factor (RFC 6238): `secret` in base32, `uri` for a QR code. */
    setTotp(username: string): Promise<TotpSecret>
    removeTotp(username: string): Promise<void>
  }
  /** A sandbox's clients by their id; with a filter without reading the others. */
  clients: {
    list(filter?: ClientFilter): Promise<ClientInfo[]>
    /** One page of them, searched and sorted. */
    page(question?: Partial<ClientQuestion>): Promise<ClientPage>
    /** Makes a client, with an id and a secret of one's own choice where the document has them. */
    create(client: ClientDocument): Promise<ClientInfo>
    /** One of them, with its ETag. @throws ControlError 404 when there is none */
    read(clientId: string): Promise<Tagged<ClientInfo>>
    /**
     * Changes what the document names; null brings a default back.
     * @throws ControlError 412 when somebody changed the client since
     */
    update(clientId: string, change: ClientChange, condition?: Unchanged): Promise<ClientInfo>
    /** Forgets a client and ends all tokens of it. */
    delete(clientId: string, condition?: Unchanged): Promise<void>
  }
  tokens: {
    /** Makes an access, ID or refresh token without a flow, right or wrong in exactly the way that is told. */
    create(wanted: TokenDocument): Promise<MintedToken>
    /** One page of the access tokens that the server has stored, JWT or opaque. */
    list(question?: Partial<TokenQuestion>): Promise<TokenPage>
    /** One of them, with the refresh tokens of its grant. */
    open(id: string): Promise<OpenedToken>
    /** Revokes one of them. */
    revoke(id: string): Promise<void>
    /** Revokes all live ones that fit; a filter that says nothing is refused. */
    revokeAll(filter: Partial<Omit<TokenFilter, 'state'>>): Promise<RevokedTokens>
  }
  consents: {
    /** One page of what users allowed clients, so that it is not asked again. */
    list(question?: Partial<ConsentQuestion>): Promise<ConsentPage>
    /** Ends what a user allowed a client: consents at all resources, grants and tokens. */
    end(named: NamedConsent): Promise<void>
  }
  grants: {
    /** One page of what users allowed clients, each authorization by itself. */
    list(question?: Partial<GrantQuestion>): Promise<GrantPage>
    /** Ends what a user allowed, and with it its access and refresh tokens. */
    revoke(id: string): Promise<void>
  }
  backchannelRequests: {
    /** One page of what clients ask of users who are elsewhere. */
    list(question?: Partial<BackchannelQuestion>): Promise<BackchannelPage>
    /** Allows or denies one in the place of its user. */
    answer(id: string, answer: BackchannelAnswer): Promise<StoredBackchannelRequest>
  }
  mails: {
    /** One page of the outbox: mails to users, which never leave the lab. */
    list(question?: Partial<MailQuestion>): Promise<MailPage>
    /** The whole mail, with its link. */
    open(id: string): Promise<OpenedMail>
    /** Empties the outbox. Links in mails stay good. */
    clear(): Promise<void>
  }
  browserSessions: {
    /** Signs somebody in without a page: the cookie, and the same as Playwright's `storageState`. */
    create(wanted: BrowserSessionDocument): Promise<BrowserSession>
    /** One page of the users who are signed in, or were until their session expired. */
    list(question?: Partial<BrowserSessionQuestion>): Promise<BrowserSessionPage>
    /** Signs the user of one session out, in that browser. */
    end(id: string): Promise<void>
  }
  authorizations: {
    /** Walks an authorization request to its end; the redirect is told, not followed. */
    create(wanted: AuthorizationDocument): Promise<AuthorizationRedirect>
  }
  /** The authorization server's configuration, its server definition. @throws ControlError 404 where it has none */
  config: {
    get(): Promise<Configuration>
    /** The same with its ETag. */
    read(): Promise<Tagged<Configuration>>
    /** What a sandbox that is not blank begins with. */
    defaults(): Promise<Configuration>
    /**
     * Puts a whole one in its place, or makes one; what it leaves out takes its default.
     * @throws ControlError 412 when somebody changed it since, or made one already
     */
    put(document: ConfigurationDocument, condition?: Unchanged): Promise<Configuration>
    /** Changes what it names, as a JSON merge patch (RFC 7396): null brings a default back. */
    patch(change: ConfigurationChange, condition?: Unchanged): Promise<Configuration>
    /** Takes it away: the endpoints then answer 503 until there is another one. */
    delete(condition?: Unchanged): Promise<void>
  }
  /** The keys with which the authorization server signs. */
  keys: {
    /** Those that are published. */
    list(): Promise<KeySet>
    /** All of them, each with where it stands in its life; those in use first. */
    states(): Promise<SigningKeyInfo[]>
    /** The next key of a family, or of each, becomes the current one; the former stays published while it has to. */
    rotate(rotation?: KeyRotation): Promise<KeySet>
    /** A private key of one's own becomes the next one of its family. */
    import(key: KeyImport): Promise<KeySet>
    /** Private keys that are not retired, as PEM that a passphrase encrypts. */
    export(wanted: KeyExport): Promise<ExportedKeys>
  }
  /** Who changed what at the authorization server, and every request that it refused. */
  auditLog: {
    list(question?: Partial<AuditQuestion>): Promise<AuditPage>
  }
  /** A line of the authorization server's log for each step of a request. */
  debugLog: {
    get(): Promise<DebugLogState>
    /** Turns it on for some seconds of real time, an hour at most; 0 turns it off. */
    set(wanted: DebugLogDocument): Promise<DebugLogState>
  }
  /** The checks of recent requests, all roles merged, in the order in which they happened. */
  checks(filter?: { role?: ManagedRole; request?: string }): Promise<ExchangeChecks<Names>[]>
  /** What the sandbox's roles served and asked, as one recording. */
  recording: {
    /** An HTTP Archive 1.2; of so many of the `newest` alone, of what began before `until` (ISO, real time) alone. */
    har(filter?: RecordingFilter & { newest?: number; until?: string }): Promise<RecordingHar>
    /** The next exchange that fits, or undefined after `timeout` seconds; `after` is the last one's cursor. */
    wait(
      filter?: RecordingFilter & { timeout?: number; after?: string },
    ): Promise<NextExchange | undefined>
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
  /** The authorization server's configuration, clients, users and keys as one readable file, YAML. */
  transfer: {
    /** Secrets, hashes and private keys are left out unless a passphrase encrypts them. */
    export(wanted?: ExportDocument): Promise<string>
    /**
     * Brings the server to what the file says, or tells what that would change.
     * @throws ControlError with every problem, its line, path and value
     */
    import(document: string, how?: Omit<ImportDocument, 'document'>): Promise<Imported>
  }
  /** The state of the sandbox in all roles as one document. */
  snapshot: {
    /** It holds secrets: keys, tokens, secrets of clients. */
    save(): Promise<SnapshotDocument>
    /** Puts it in the place of what the sandbox holds: in all roles, or in none. */
    restore(snapshot: SnapshotDocument): Promise<RestoredDocument>
  }
  /** The course: lessons that check themselves. */
  lessons: {
    list(): Promise<LessonPage>
    /** A whole one, its texts filled in. @throws ControlError 404 */
    read(name: string): Promise<LessonText>
    /** Begins one: at the lab in a sandbox of its own, at a sandbox in that one, which is emptied. */
    start(name: string): Promise<StartedLesson>
    /** How far each step is. @throws ControlError 404 where it was not started in this sandbox */
    check(name: string): Promise<LessonCheck>
    /** Answers the question of a step. */
    answer(name: string, answer: LessonAnswer): Promise<LessonReply>
  }
  /** Sandboxes of learners; of the whole lab alone. */
  workshop: {
    /** Makes some, each with a sign-in of its own, which is told once. */
    create(wanted: WorkshopDocument): Promise<NewWorkshop>
    /** How far each learner is. */
    list(): Promise<Workshop>
  }
  /** Which roles are external programs', and where the authorization server is. */
  roles(): Promise<LabRoles>
  /** Every route behind the web server. */
  routes(): Promise<RouteInfo[]>
  /** Makes a new leaf certificate, which the running lab takes up. */
  renewCertificate(): Promise<CertificateInfo>
  /** The same client for the sandbox with this base. */
  in(base: string): ControlClient<Names>
}

/** A sandbox, as a test holds it. */
export interface SandboxHandle<Names extends LabNames = LabNames> extends SandboxInfo {
  /** The lab's. */
  origin: string
  /** The root certificate, PEM: what a client has to trust. */
  ca: string
  /** `fetch` that trusts the lab's root. */
  trustedFetch: Fetch
  /** The control API of this sandbox. */
  control: ControlClient<Names>
  /** Empties it and makes its users and clients again. */
  reset(): Promise<void>
  /** @throws ControlError 404 when it is gone already */
  delete(): Promise<void>
  /** Deletes it, if it is still there. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * The handle on a running lab, or on one sandbox of it.
 * Every method throws {@link ControlError} when the lab refuses, with all problems of a document.
 */
export function createControlClient<Names extends LabNames = LabNames>(
  options: ControlOptions,
): ControlClient<Names> {
  const { base } = options
  const call = createCall(options)
  const send = createSend(options)
  const readOne = async <T>(path: string, what: string): Promise<Tagged<T>> => {
    const { answer, etag } = await send('GET', path)
    const [value] = answer as T[]
    if (value === undefined) throw new ControlError(404, 'not_found', `There is no ${what}.`)
    return { value, etag }
  }
  // In the query: a name may hold what a path can't, such as `/` or `\`.
  const named = (username: string) => new URLSearchParams({ username }).toString()
  return {
    base,
    sandboxes: {
      create: async (wanted = {}) =>
        openSandbox(options, await call<SandboxInfo>('POST', 'sandboxes', wanted)),
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
      page: (question = {}) => call('GET', `users?${queryOf({ page: 1, ...question })}`),
      create: (document) => call('POST', 'users', document),
      read: (username) => readOne(`users?${named(username)}`, `user ${username}`),
      update: (username, change, condition) =>
        call('PATCH', `users?${named(username)}`, change, condition),
      delete: (username, condition) =>
        call('DELETE', `users?${named(username)}`, undefined, condition),
      setTotp: (username) => call('POST', `users/totp?${named(username)}`),
      removeTotp: (username) => call('DELETE', `users/totp?${named(username)}`),
    },
    clients: {
      list: (filter = {}) => call('GET', `clients?${queryOf(filter)}`),
      page: (question = {}) => call('GET', `clients?${queryOf({ page: 1, ...question })}`),
      create: (document) => call('POST', 'clients', document),
      read: (client_id) => readOne(`clients?${queryOf({ client_id })}`, `client ${client_id}`),
      update: (client_id, change, condition) =>
        call('PATCH', `clients?${queryOf({ client_id })}`, change, condition),
      delete: (client_id, condition) =>
        call('DELETE', `clients?${queryOf({ client_id })}`, undefined, condition),
    },
    tokens: {
      create: (wanted) => call('POST', 'tokens', wanted),
      list: (question = {}) => call('GET', `tokens?${queryOf(question)}`),
      open: (id) => call('GET', `tokens/${encodeURIComponent(id)}`),
      revoke: (id) => call('DELETE', `tokens/${encodeURIComponent(id)}`),
      revokeAll: (filter) => call('DELETE', `tokens?${queryOf(filter)}`),
    },
    consents: {
      list: (question = {}) => call('GET', `consents?${queryOf(question)}`),
      end: (consent) => call('DELETE', `consents?${queryOf(consent)}`),
    },
    grants: {
      list: (question = {}) => call('GET', `grants?${queryOf(question)}`),
      revoke: (id) => call('DELETE', `grants/${encodeURIComponent(id)}`),
    },
    backchannelRequests: {
      list: (question = {}) => call('GET', `backchannel-requests?${queryOf(question)}`),
      answer: (id, answer) =>
        call('POST', `backchannel-requests/${encodeURIComponent(id)}/answer`, answer),
    },
    mails: {
      list: (question = {}) => call('GET', `mails?${queryOf(question)}`),
      open: (id) => call('GET', `mails/${encodeURIComponent(id)}`),
      clear: () => call('DELETE', 'mails'),
    },
    browserSessions: {
      create: (wanted) => call('POST', 'browser-sessions', wanted),
      list: (question = {}) => call('GET', `browser-sessions?${queryOf(question)}`),
      end: (id) => call('DELETE', `browser-sessions/${encodeURIComponent(id)}`),
    },
    authorizations: { create: (wanted) => call('POST', 'authorizations', wanted) },
    config: {
      get: () => call('GET', 'config'),
      read: async () => {
        const { answer, etag } = await send('GET', 'config')
        return { value: answer as Configuration, etag }
      },
      defaults: () => call('GET', 'config/defaults'),
      put: (document, condition) => call('PUT', 'config', document, condition),
      patch: (change, condition) => call('PATCH', 'config', change, condition),
      delete: (condition) => call('DELETE', 'config', undefined, condition),
    },
    keys: {
      list: () => call('GET', 'keys'),
      states: () => call('GET', 'signing-keys'),
      rotate: (rotation) => call('POST', 'keys/rotate', rotation),
      import: (key) => call('POST', 'keys/import', key),
      export: (wanted) => call('POST', 'keys/export', wanted),
    },
    auditLog: { list: (question = {}) => call('GET', `audit-log?${queryOf(question)}`) },
    debugLog: {
      get: () => call('GET', 'debug-log'),
      set: (wanted) => call('PUT', 'debug-log', wanted),
    },
    checks: (filter = {}) => call('GET', `checks?${queryOf(filter)}`),
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
    transfer: {
      export: async (wanted = {}) => (await call<Exported>('POST', 'export', wanted)).document,
      import: (document, how = {}) => call('POST', 'import', { ...how, document }),
    },
    snapshot: {
      save: () => call('GET', 'snapshot'),
      restore: (snapshot) => call('PUT', 'snapshot', snapshot),
    },
    lessons: {
      list: () => call('GET', 'lessons'),
      read: (name) => call('GET', `lessons/${encodeURIComponent(name)}`),
      start: (name) => call('POST', `lessons/${encodeURIComponent(name)}/start`),
      check: (name) => call('GET', `lessons/${encodeURIComponent(name)}/check`),
      answer: (name, answer) => call('POST', `lessons/${encodeURIComponent(name)}/answers`, answer),
    },
    workshop: {
      create: (wanted) => call('POST', 'workshop', wanted),
      list: () => call('GET', 'workshop?size=500'),
    },
    roles: () => call('GET', 'roles'),
    routes: () => call('GET', 'routes'),
    renewCertificate: () => call('POST', 'certificates/renew'),
    in: (other) => createControlClient({ ...options, base: other }),
  }
}

function openSandbox<Names extends LabNames>(
  options: ControlOptions,
  info: SandboxInfo,
): SandboxHandle<Names> {
  const { ca, fetch } = options
  const control = createControlClient<Names>({ ...options, base: info.base })
  const remove = () => createControlClient(options).sandboxes.delete(info.id)
  return {
    ...info,
    origin: new URL(info.base).origin,
    ca,
    trustedFetch: fetch,
    control,
    reset: control.reset,
    delete: remove,
    async [Symbol.asyncDispose]() {
      await remove().catch((error: unknown) => {
        if (!(error instanceof ControlError && error.status === 404)) throw error
      })
    },
  }
}
