/** HTTP Archive 1.2, as far as it is read here. Exports differ, so that almost all may be missing. */
export interface Har {
  log: { creator?: { name?: string; version?: string }; entries: HarEntry[] }
}

/** One request and its response. */
export interface HarEntry {
  /** ISO 8601, real time. */
  startedDateTime?: string
  /** Milliseconds. */
  time?: number
  pageref?: string
  request: HarRequest
  response?: HarResponse
  /** What the browser loaded it as: `document`, `fetch`, `xhr` (Chromium). */
  _resourceType?: string
  /** From where it came (Safari). */
  _fetchType?: unknown
  /** What asked for it (Chromium): addresses. */
  _initiator?: unknown
  /** What a socket carried (Chromium, mitmproxy). */
  _webSocketMessages?: unknown
  /** What the lab's recorder adds. */
  _oauth?: LabMember
}

export interface HarPair {
  name: string
  value?: string
}

export interface HarRequest {
  method: string
  url: string
  headers?: HarPair[]
  queryString?: HarPair[]
  cookies?: HarPair[]
  postData?: { mimeType?: string; text?: string; params?: HarPair[]; encoding?: string }
}

export interface HarResponse {
  status: number
  statusText?: string
  headers?: HarPair[]
  redirectURL?: string
  content?: { mimeType?: string; text?: string; encoding?: string; size?: number }
  /** Why no answer came (Chromium). */
  _error?: string | null
}

/** A check as a role recorded it. */
export interface LabCheck {
  id: string
  outcome: 'passed' | 'failed' | 'waived'
  clause: string
  says: string
  detail?: string
}

/** The member `_oauth` of the lab's own recordings. */
export interface LabMember {
  id: string
  /** The role that recorded it. */
  role: string
  sandbox?: string
  /** ISO 8601, on the sandbox's clock. */
  labTime?: string
  /** Who asked: `browser`, `spa`, a role, `program`. */
  asker?: string
  /** The exchange during which this one was made. */
  parent?: string
  /** What the role calls the message, for example `token request`. */
  message?: string
  checks?: LabCheck[]
  /** Values that flows are found by. */
  keys?: Readonly<Record<string, string | readonly string[]>>
  /** An external program answered in the role's place. */
  external?: boolean
  /** No role saw this leg of a redirect; it was derived. */
  notSeen?: boolean
}
