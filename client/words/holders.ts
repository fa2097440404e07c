/** What kind of client this is, and who holds its tokens, for a person. */
export interface Holder {
  /** What it is and how it proves itself. */
  what: string
  /** Who holds the tokens after a sign-in. */
  holds: string
  /** What heads the list of what is held. */
  title: string
  note: string
  clause: string
}

/** The client with a server (RFC 6749 §2.1: confidential), and the one without (public). */
export const holders = {
  server: {
    what: 'This application runs on a server. It is a confidential client: it keeps a secret, and proves itself by it.',
    holds: 'The server of this page holds your tokens; your browser holds cookies only.',
    title: 'Held by the server of this page',
    note: 'In its store, out of reach of the scripts in your browser.',
    clause: 'RFC 6749 §2.1; RFC 9700 §2.2.2',
  },
  machine: {
    what: 'This application acts for itself. It proves itself by its secret.',
    holds: 'It gets a token with its own secret, and keeps it until it ends. Nobody signs in.',
    title: 'Held by the server of this page',
    note: 'In its store, one token for all who ask.',
    clause: 'RFC 6749 §4.4',
  },
  tab: {
    what: 'This application runs in your browser alone. It is a public client: it can keep no secret, and proves itself by PKCE.',
    holds: 'This tab of your browser holds your tokens; no server of this page has them.',
    title: 'Held by this tab',
    note: 'In the session storage of this browser, where every script of this origin can read it.',
    clause: 'RFC 6749 §2.1; RFC 9700 §2.2.2',
  },
} as const satisfies Record<string, Holder>

/** What is held, by name; a text is shown, `hidden` stands for a secret. */
export interface Held {
  accessToken: string
  /** Null where none was asked for; absent for a machine. */
  idToken?: string | null | undefined
  refreshToken: boolean
  clientId: string
  clientSecret: boolean
}

/** A row of the list of what is held. */
export interface HeldRow {
  name: string
  value: string
  mean: string
}

/** The list of what is held. A machine has neither ID nor refresh token. */
export function heldRows(held: Held): HeldRow[] {
  const { accessToken, idToken, refreshToken, clientId, clientSecret } = held
  const ofPerson =
    idToken === undefined
      ? []
      : [
          {
            name: 'id_token',
            value: idToken === null ? 'none' : `${idToken.length} characters`,
            mean:
              idToken === null
                ? '`openid` was not asked for'
                : 'shown above; sent along when you log out',
          },
          refreshToken
            ? { name: 'refresh_token', value: 'hidden', mean: 'what Refresh sends' }
            : {
                name: 'refresh_token',
                value: 'none',
                mean: 'you did not allow offline_access, or the server gives none',
              },
        ]
  return [
    { name: 'access_token', value: `${accessToken.length} characters`, mean: 'shown above' },
    ...ofPerson,
    { name: 'client_id', value: clientId, mean: 'a name, known to everybody' },
    clientSecret
      ? { name: 'client_secret', value: 'hidden', mean: 'what the application proves itself by' }
      : { name: 'client_secret', value: 'none', mean: 'a public client keeps none' },
  ]
}
