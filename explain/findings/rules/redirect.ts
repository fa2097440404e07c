import { valueOf } from '../../exchange/field.ts'
import type { Recording, Seen } from '../../recording/recording.ts'
import type { Hit, Rule } from '../finding.ts'
import { isLoopback } from '../loopback.ts'
import { answersOf } from '../sign-ins.ts'

/** Where answers go, and whether they belong to what was asked. */
export const redirectRules: readonly Rule[] = [
  {
    id: 'redirect-uri-differs',
    severity: 'error',
    clause: 'RFC 6749 §4.1.3',
    says: 'The redirect_uri of the token request is not that of the authorization request.',
    remedy: 'Send the same redirect_uri in both requests, letter by letter.',
    find: (recording) =>
      recording.signIns.flatMap(({ parameters, redeemed }) => {
        const asked = valueOf(parameters, 'redirect_uri')
        return redeemed.flatMap((at) => {
          const sent = valueOf(at.form, 'redirect_uri')
          if (asked === undefined || asked === sent) return []
          const detail = `Asked: ${asked}. Sent: ${sent ?? 'none'}.`
          return [{ at, part: 'request form redirect_uri', detail }]
        })
      }),
  },
  {
    id: 'redirect-uri-plain-http',
    severity: 'error',
    clause: 'RFC 9700 §2.6',
    says: 'The answer is asked for at an address of plain HTTP, where others on the network read it.',
    remedy: 'Register and send an https address; plain HTTP is for this machine itself alone.',
    find: (recording) =>
      recording.signIns.flatMap(({ asked, parameters }) => {
        const uri = valueOf(parameters, 'redirect_uri') ?? ''
        const isPlain = uri.startsWith('http:') && URL.canParse(uri) && !isLoopback(new URL(uri))
        return isPlain ? [{ at: asked, part: 'request query redirect_uri' }] : []
      }),
  },
  {
    id: 'redirected-elsewhere',
    severity: 'error',
    clause: 'RFC 9700 §2.1',
    says: 'The answer was sent to another address than the redirect_uri that was asked for.',
    remedy: 'Register the redirect URI whole; the server compares it letter by letter.',
    find: (recording) =>
      recording.signIns.flatMap(({ parameters, answer }) => {
        const asked = valueOf(parameters, 'redirect_uri')
        if (asked === undefined || answer === undefined || !URL.canParse(asked)) return []
        if (addressOf(asked) === answer.address) return []
        const detail = `Asked: ${addressOf(asked)}. Sent to: ${answer.address}.`
        return [{ at: answer.at, part: 'response header location', detail }]
      }),
  },
  {
    id: 'state-differs',
    severity: 'error',
    clause: 'RFC 6749 §10.12',
    says: 'The callback carries a state that no authorization request of this recording sent.',
    remedy: 'Compare state with the one in the session, and refuse any other.',
    find: (recording) => {
      const states = recording.signIns.map(({ parameters }) => valueOf(parameters, 'state'))
      if (!states.some((state) => state !== undefined)) return []
      return recording.messages.flatMap((at): Hit[] => {
        if (at.message!.id !== 'callback') return []
        const [answer] = answersOf(at)
        const state = answer && valueOf(answer.fields, 'state')
        if (answer === undefined || states.includes(state)) return []
        const { mode } = answer
        return [
          {
            at,
            part: `request ${mode} state`,
            ...(state === undefined && { detail: 'It has none.' }),
          },
        ]
      })
    },
  },
  {
    id: 'iss-missing',
    severity: 'error',
    clause: 'RFC 9207 §2.4',
    says: 'The authorization response does not say who answers (iss), though the server says it does.',
    remedy:
      'Send iss with every authorization response, errors too; clients refuse one without it.',
    find: (recording) =>
      recording.signIns.flatMap(({ asked, answer }) => {
        const metadata = issuerAt(recording, 'authorization_endpoint', asked)?.metadata
        if (answer === undefined || valueOf(answer.fields, 'iss') !== undefined) return []
        if (metadata?.['authorization_response_iss_parameter_supported'] !== true) return []
        return [{ at: answer.at, part: 'authorization response iss' }]
      }),
  },
  {
    id: 'iss-absent',
    severity: 'warning',
    clause: 'RFC 9700 §4.4.2',
    says: 'The authorization response does not say who answers (iss), and this client knows several servers.',
    remedy: 'Let each server send iss, or give each a redirect URI of its own: it stops mix-up.',
    find: (recording) => {
      const servers = new Set(recording.signIns.map(({ asked }) => asked.url.origin))
      if (servers.size < 2) return []
      return recording.signIns.flatMap(({ asked, answer }) => {
        const metadata = issuerAt(recording, 'authorization_endpoint', asked)?.metadata
        if (metadata?.['authorization_response_iss_parameter_supported'] === true) return []
        return answer === undefined || valueOf(answer.fields, 'iss') !== undefined
          ? []
          : [{ at: answer.at, part: 'authorization response iss' }]
      })
    },
  },
  {
    id: 'iss-differs',
    severity: 'error',
    clause: 'RFC 9207 §2.4',
    says: 'The authorization response comes from another issuer than the one that was asked.',
    remedy: 'Refuse it: compare iss with the issuer to which this sign-in was sent.',
    find: (recording) =>
      recording.signIns.flatMap(({ asked, answer }) => {
        const issuer = issuerAt(recording, 'authorization_endpoint', asked)?.issuer
        const iss = answer && valueOf(answer.fields, 'iss')
        if (issuer === undefined || iss === undefined || iss === issuer) return []
        const detail = `Asked: ${issuer}. Answered: ${iss}.`
        return [{ at: answer!.at, part: 'authorization response iss', detail }]
      }),
  },
  {
    id: 'mixed-issuers',
    severity: 'error',
    clause: 'RFC 9700 §4.4',
    says: 'The code of one authorization server went to the token endpoint of another.',
    remedy: 'Keep with each sign-in which issuer was asked, and take all its endpoints from there.',
    find: (recording) =>
      recording.signIns.flatMap(({ asked, answer, redeemed }) => {
        const iss = answer && valueOf(answer.fields, 'iss')
        const from = iss ?? issuerAt(recording, 'authorization_endpoint', asked)?.issuer
        return redeemed.flatMap((at) => {
          const to = issuerAt(recording, 'token_endpoint', at)?.issuer
          if (from === undefined || to === undefined || from === to) return []
          return [{ at, part: 'request', detail: `Code of ${from}, sent to ${to}.` }]
        })
      }),
  },
  {
    id: 'metadata-issuer-differs',
    severity: 'error',
    clause: 'RFC 8414 §3.3',
    says: 'The issuer in the metadata is not the one whose metadata was asked for.',
    remedy: 'Configure the issuer as the server writes it, a slash at its end included.',
    find: ({ messages }) =>
      messages.flatMap((at) => {
        const issuer = at.responseJson?.['issuer']
        if (at.message!.id !== 'metadata request' || typeof issuer !== 'string') return []
        const asked = issuersAsked(at.url)
        if (asked.includes(issuer)) return []
        return [
          { at, part: 'response JSON issuer', detail: `Asked: ${asked[0]}. Found: ${issuer}.` },
        ]
      }),
  },
  {
    id: 'redirect-loop',
    severity: 'error',
    clause: 'RFC 9110 §15.4',
    says: 'The browser is sent round in a circle.',
    remedy: 'Find which page does not see its session; a lost cookie is the usual reason.',
    find: ({ exchanges }) => loopsOf(exchanges),
  },
  {
    id: 'redirect-keeps-form',
    severity: 'error',
    clause: 'RFC 9700 §4.12',
    says: 'An answer with 307 or 308 makes the browser post the password once more, elsewhere.',
    remedy: 'Redirect with 303 after a form.',
    find: ({ exchanges }) =>
      exchanges.flatMap((at) => {
        const sendsOn = (at.status === 307 || at.status === 308) && at.method === 'POST'
        const hasPassword = at.form.some(({ name }) => /passw/i.test(name))
        return sendsOn && hasPassword ? [{ at, part: 'response status' }] : []
      }),
  },
]

function addressOf(uri: string): string {
  const { origin, pathname, protocol } = new URL(uri)
  return origin === 'null' ? `${protocol}${pathname}` : origin + pathname
}

/** The issuer whose endpoint an exchange went to, and its metadata. */
function issuerAt({ issuers }: Recording, member: string, { address }: Seen) {
  for (const [issuer, metadata] of issuers) {
    const endpoint = metadata[member]
    if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) continue
    if (addressOf(endpoint) === address) return { issuer, metadata }
  }
  return undefined
}

/** The issuer that an address of metadata is for; the well-known part comes last or first (RFC 8414 §3.1). */
function issuersAsked({ origin, pathname }: URL): string[] {
  const [, before = '', after = ''] =
    /^(.*)\/\.well-known\/(?:openid-configuration|oauth-authorization-server)(.*)$/.exec(
      pathname,
    ) ?? []
  const issuer = `${origin}${after === '' ? before : after}`
  // A final slash of the issuer is left out of the address (RFC 8414 §3.1).
  return [issuer, `${issuer}/`]
}

/** The same address three times in one chain of redirects. */
function loopsOf(exchanges: readonly Seen[]): Hit[] {
  const found: Hit[] = []
  let chain = new Map<string, number>()
  let next: string | undefined
  for (const at of exchanges) {
    const { url, address, redirect } = at
    if (next !== undefined && !sameAddress(url, next) && redirect === undefined) continue
    if (next === undefined || !sameAddress(url, next)) chain = new Map()
    const count = (chain.get(address) ?? 0) + 1
    chain.set(address, count)
    if (count === 3) {
      const detail = `It came to ${address} three times without a page.`
      found.push({ at, part: 'response header location', detail })
    }
    next = redirect?.by === 'Location' ? redirect.url.href : undefined
  }
  return found
}

/** A browser asks without what stands after the `#`. */
function sameAddress({ href }: URL, next: string): boolean {
  return href.split('#', 1)[0] === next.split('#', 1)[0]
}
