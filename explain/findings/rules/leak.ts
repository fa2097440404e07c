import { readParameters, valueOf } from '../../exchange/field.ts'
import type { Field } from '../../exchange/field.ts'
import { isJsonObject } from '../../exchange/jwt.ts'
import { basicCredentials } from '../../recording/client-authentication.ts'
import { isByBrowser } from '../../recording/parties.ts'
import type { Seen } from '../../recording/recording.ts'
import type { Rule } from '../finding.ts'
import { isLoopback } from '../loopback.ts'
import { answersOf } from '../sign-ins.ts'

const secretFields = ['code', 'access_token', 'id_token', 'refresh_token']
/** Of a private key (RFC 7518 §6.2.2, §6.3.2), and of a shared one (§6.4). */
const privateParts = ['d', 'k']

/** Secrets at places where others can read them. */
export const leakRules: readonly Rule[] = [
  {
    id: 'secret-in-referer',
    severity: 'error',
    clause: 'RFC 9700 §4.2',
    says: 'The Referer header carries a code or token to another page.',
    remedy: 'Send Referrer-Policy: no-referrer from the callback, or redirect from it at once.',
    find: ({ exchanges }) =>
      exchanges.flatMap((at) => {
        const referer = valueOf(at.requestHeaders, 'referer')
        if (referer === undefined || !URL.canParse(referer)) return []
        const from = new URL(referer)
        const leaked = secretsIn(readParameters(from.search))
        if (leaked.length === 0) return []
        const isOwn = from.origin === at.url.origin
        const detail = `It holds ${leaked.join(' and ')}; it went to ${at.url.origin}.`
        return [
          { at, part: 'request header referer', detail, severity: isOwn ? 'warning' : 'error' },
        ]
      }),
  },
  {
    id: 'token-in-query',
    severity: 'error',
    clause: 'RFC 9700 §4.3.2',
    says: 'A token stands in a query, from where it gets into histories and logs.',
    remedy: 'Send it as Authorization: Bearer.',
    find: ({ exchanges }) =>
      exchanges.flatMap((at) => {
        if (at.message?.id === 'logout request') return []
        const names = ['access_token', 'refresh_token', 'id_token'].filter(
          (name) => valueOf(at.query, name) !== undefined,
        )
        return names.map((name) => ({
          at,
          part: `request query ${name}`,
          detail: `It is ${name}.`,
        }))
      }),
  },
  {
    id: 'code-stays-in-address',
    severity: 'note',
    clause: 'RFC 9700 §4.3.1',
    says: 'The callback answers with a page, so that the code stays in the address bar and the history.',
    remedy: 'Redirect from the callback to an address without the code, or replace it by a script.',
    find: ({ messages }) =>
      messages.flatMap((at) => {
        const isPage = at.status >= 200 && at.status < 300
        const carries = at.message!.id === 'callback' && valueOf(at.query, 'code') !== undefined
        return carries && isPage ? [{ at, part: 'request query code' }] : []
      }),
  },
  {
    id: 'token-in-fragment',
    severity: 'warning',
    clause: 'RFC 9700 §2.1.2',
    says: 'The authorization response carries a token in its fragment, where scripts and extensions read it.',
    remedy: 'Ask with response_type=code, and exchange the code for the token.',
    find: ({ messages }) =>
      messages.flatMap((at) =>
        answersOf(at).flatMap(({ fields, mode }) => {
          const held = fields.some(({ name }) => name === 'access_token')
          return held && mode === 'fragment'
            ? [{ at, part: 'authorization response fragment access_token' }]
            : []
        }),
      ),
  },
  {
    id: 'secret-in-browser',
    severity: 'error',
    clause: 'RFC 6749 §2.1',
    says: 'A browser sends a client secret, so that every user of the application has it.',
    remedy: 'Register the application as a public client (none) with PKCE, or let its server ask.',
    find: ({ messages }) =>
      messages.flatMap((at) => {
        if (!isByBrowser(at)) return []
        if (valueOf(at.form, 'client_secret') !== undefined) {
          return [{ at, part: 'request form client_secret' }]
        }
        const secret = basicCredentials(at)?.secret
        return secret ? [{ at, part: 'request header authorization' }] : []
      }),
  },
  {
    id: 'secret-in-query',
    severity: 'error',
    clause: 'RFC 6749 §2.3.1',
    says: 'A client secret or password stands in a query.',
    remedy: 'Send it in the Authorization header or in the form, never in the address.',
    find: ({ messages }) =>
      messages.flatMap((at) =>
        ['client_secret', 'client_assertion', 'password'].flatMap((name) =>
          valueOf(at.query, name) === undefined ? [] : [{ at, part: `request query ${name}` }],
        ),
      ),
  },
  {
    id: 'private-key-published',
    severity: 'error',
    clause: 'RFC 7517 §9.2',
    says: 'A key set tells a private key, so that everybody can sign tokens with it.',
    remedy: 'Publish the public parts alone; make a new key, for this one is known now.',
    find: ({ messages }) =>
      messages.flatMap((at) => {
        const keys = at.message!.id === 'key set request' ? at.responseJson?.['keys'] : undefined
        if (!Array.isArray(keys)) return []
        return keys
          .filter(isJsonObject)
          .filter((key) => privateParts.some((name) => key[name] !== undefined))
          .map(({ kid }) => ({ at, part: 'response JSON keys', detail: `It is ${String(kid)}.` }))
      }),
  },
  {
    id: 'plain-http',
    severity: 'error',
    clause: 'RFC 6749 §3.1',
    says: 'A message of the protocol went over plain HTTP.',
    remedy: 'Use HTTPS; plain HTTP is for this machine itself alone.',
    find: ({ messages }) =>
      messages.flatMap((at) =>
        at.url.protocol === 'http:' && !isLoopback(at.url)
          ? [{ at, part: 'request', ...clauseOfTls(at) }]
          : [],
      ),
  },
  {
    id: 'mixed-http-https',
    severity: 'error',
    clause: 'RFC 9700 §4.13',
    says: 'The same host is named by http and by https: it does not know what stands before it.',
    remedy: 'Let the proxy send X-Forwarded-Proto, and the application behind it trust the proxy.',
    find: ({ exchanges, messages }) => {
      const secure = new Set(
        exchanges.flatMap(({ url }) => (url.protocol === 'https:' ? [url.host] : [])),
      )
      return messages.flatMap((at) => {
        const wanted = [...at.query, ...at.form].filter(({ name }) => name.endsWith('redirect_uri'))
        const told = metadataAddresses(at.responseJson)
        const sent = at.redirect ? [{ name: 'location', value: at.redirect.url.href }] : []
        return [...wanted, ...sent, ...told].flatMap(({ name, value }) => {
          if (!value.startsWith('http:') || !URL.canParse(value)) return []
          const { host } = new URL(value)
          return secure.has(host) ? [{ at, part: name, detail: `It is http://${host}.` }] : []
        })
      })
    },
  },
]

/** Which clause asks for TLS at that place, where it is another than the rule's. */
function clauseOfTls({ message }: Seen): { clause?: string } {
  switch (message!.id) {
    case 'token request':
      return { clause: 'RFC 6749 §3.2' }
    case 'callback':
      return { clause: 'RFC 9700 §2.6' }
    case 'resource request':
    case 'UserInfo request':
      return { clause: 'RFC 6750 §5.3' }
    default:
      return {}
  }
}

function secretsIn(fields: readonly Field[]): string[] {
  return secretFields.filter((name) => {
    if (valueOf(fields, name) === undefined) return false
    const isAnswer = fields.some((field) => field.name === 'state' || field.name === 'iss')
    return name !== 'code' || isAnswer
  })
}

function metadataAddresses(json: Readonly<Record<string, unknown>> | undefined): Field[] {
  return Object.entries(json ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' && /(?:_endpoint|_uri|^issuer|^resource)$/.test(name)
      ? [{ name: `response JSON ${name}`, value }]
      : [],
  )
}
