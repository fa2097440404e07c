/** What shall be looked at from one place. */
export interface Question {
  /** The issuer as its users write it; absent: below `LAB_ORIGIN` of the place. */
  issuer?: string
  /** Connect to this address, whatever the issuer's name leads to. */
  address?: string
  /**
   * Roots to trust, PEM. Absent: the file that `LAB_ROOT_CERTIFICATE` of the place names, or, of an
   * issuer that is given, the public ones and `LAB_ISSUER_CA` of the place.
   */
  ca?: string[]
  /** Further addresses to ask by GET: name and URL. */
  pages?: Record<string, string>
  /** Parameters of an authorization request that shall be tried. */
  authorization?: Record<string, string>
  /** The `Origin` of a browser application that asks across origins. */
  crossOrigin?: string
  /** Milliseconds that each step may take. */
  timeout: number
}

/** How far a connection came. Codes are Node's. */
export type Connection =
  | { state: 'closed'; code: string }
  | { state: 'plain' }
  | { state: 'no-tls'; code: string }
  | { state: 'untrusted'; code: string; chain: string[] }
  | { state: 'secure'; protocol: string; chain: string[] }

/** What came back for one request; times are milliseconds since the epoch, by the place's clock. */
export interface Answer {
  url: string
  sentAt: number
  receivedAt: number
  /** Why nothing came back. */
  error?: string
  status?: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** What was seen from one place; data only, so that it can come from inside a container. */
export interface Observation {
  issuer: string
  host: string
  port: number
  /** The place's clock when it began, milliseconds since the epoch. */
  now: number
  /** `LAB_ORIGIN` of the place. */
  origin?: string
  /** The root certificate's file, and why it can't be read. */
  root?: { path: string; error?: string }
  name: { addresses: string[]; error?: string }
  connection: Connection
  answers: Record<string, Answer>
}
