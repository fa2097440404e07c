import { responseTypeNames } from '@oauth-lab/kit/admin/configuration-document.ts'
import type { ProfileName } from '@oauth-lab/kit/admin/configuration-document.ts'
import type { WaivableCheck } from '../checks.ts'
import type {
  ServerConfiguration,
  SigningAlgorithm,
} from '../configuration/server-configuration.ts'

/** One thing that a profile changes: a setting, or a check that it lets pass. */
export interface ProfileChange {
  says: string
  why: string
  clause: string
  /** Settings that hold in place of those of the configuration. */
  settings?: (before: ServerConfiguration) => Partial<ServerConfiguration>
  waives?: readonly WaivableCheck[]
}

export interface Profile {
  name: ProfileName
  is: string
  changes: readonly ProfileChange[]
  /** Whether it gives up what the default asks for, so that no client may choose it by its own word. */
  lenient?: true
}

const without = (name: string, all: readonly string[]) => all.filter((one) => one !== name)

const goesBack: readonly ProfileChange[] = [
  {
    says: 'A refused request goes back to the client though nobody is signed in.',
    why: 'The specification sends each refusal to the redirect URI, and clients wait for it there.',
    clause: 'OpenID Connect Core §3.1.2.6',
    waives: ['authorization.user-first'],
  },
  {
    says: 'A log-out goes on though nobody is signed in.',
    why: 'The specification sends the browser on to a registered address, once each client was told.',
    clause: 'OpenID Connect RP-Initiated Logout §3',
    waives: ['logout.user-first'],
  },
]
const wishedAcr: ProfileChange = {
  says: 'The acr_values are a wish: tokens come without them, and acr tells what was reached.',
  why: 'The specification has it so. Resource servers that insist came later.',
  clause: 'OpenID Connect Core §5.5.1.1',
  waives: ['acr.satisfied'],
}
const pkceForAll: ProfileChange = {
  says: 'Each client sends a code_challenge.',
  why: 'A stolen code is of no use to whoever lacks the code_verifier.',
  clause: 'RFC 9700 §2.1.1',
  settings: () => ({ requirePkce: 'all' }),
}
const codeAlone: ProfileChange = {
  says: 'The response_type is code.',
  why: 'Tokens in addresses leak.',
  clause: 'RFC 9700 §2.1.2',
  settings: () => ({ supportedResponseTypes: ['code'] }),
}
const noPassword: ProfileChange = {
  says: 'There is no grant type password.',
  why: 'People must not type passwords into clients.',
  clause: 'RFC 9700 §2.4',
  settings: ({ supportedGrantTypes }) => ({
    supportedGrantTypes: without('password', supportedGrantTypes),
  }),
}
const keys: ProfileChange = {
  says: 'Clients authenticate by a key: private_key_jwt or mutual TLS.',
  why: 'A secret that is sent can be stolen where it goes.',
  clause: 'FAPI 2.0 Security Profile §5.3.2.1',
  settings: () => ({
    clientAuthenticationMethods: [
      'private_key_jwt',
      'tls_client_auth',
      'self_signed_tls_client_auth',
    ],
  }),
}
const strongAlgorithm: ProfileChange = {
  says: 'Server and clients sign with PS256, ES256 or EdDSA.',
  why: 'RSA with PKCS #1 1.5 is left behind.',
  clause: 'FAPI 2.0 Security Profile §5.4.1',
  settings: signWith('PS256', 'ES256', 'EdDSA', 'Ed25519'),
}
const signedRequests: ProfileChange = {
  says: 'Each authorization request comes in a signed object.',
  why: 'Nobody changes a signed request on its way, and the client cannot deny it.',
  clause: 'FAPI 2.0 Message Signing §5.3.1',
  settings: () => ({ requireSignedRequestObject: true }),
}
const boundedRequests: ProfileChange = {
  says: 'A request object names this server in aud, and is good for an hour from its nbf at most.',
  why: 'Whoever once could sign has no use of it later.',
  clause: 'FAPI 2.0 Message Signing §5.3.1',
  settings: ({ requestObjectLifetime: longest }) => ({
    requestObjectLifetime: longest === 0 ? 3600 : Math.min(longest, 3600),
    requireRequestObjectAudience: true,
  }),
}
const bound: ProfileChange = {
  says: 'Each access token is bound to a key of its sender, by DPoP or mutual TLS.',
  why: 'A stolen token is of no use to whoever lacks the key.',
  clause: 'FAPI 2.0 Security Profile §5.3.2.1',
  settings: ({ senderConstraint }) => ({
    senderConstraint: senderConstraint === 'optional' ? 'required' : senderConstraint,
  }),
}
const oauth21 = [pkceForAll, codeAlone, noPassword]
const fapi1 = 'Financial-grade API Security Profile 1.0 Part 2'
const fapi2 = [
  {
    says: 'Each authorization request is pushed before.',
    why: 'The client authenticates before a person is asked, and nobody sees the request.',
    clause: 'FAPI 2.0 Security Profile §5.3.2.2',
    settings: () => ({ requirePushedAuthorizationRequests: true }),
  },
  {
    says: 'Each authorization request sends its redirect_uri.',
    why: 'The client says itself where the answer goes.',
    clause: 'FAPI 2.0 Security Profile §5.3.2.2',
    settings: () => ({ requireRedirectUri: true }),
  },
  {
    says: 'A pushed request lives for less than ten minutes.',
    why: 'Nobody keeps requests in store.',
    clause: 'FAPI 2.0 Security Profile §5.3.2.2',
    settings: ({ pushedRequestLifetime }: ServerConfiguration) => ({
      pushedRequestLifetime: Math.min(pushedRequestLifetime, 599),
    }),
  },
  {
    says: 'No web client has a redirect URI with plain HTTP.',
    why: 'Whoever is on the way could read the code.',
    clause: 'FAPI 2.0 Security Profile §5.3.2.2',
    settings: () => ({ httpForLocalhost: false }),
  },
  { ...pkceForAll, clause: 'FAPI 2.0 Security Profile §5.3.2.2' },
  { ...codeAlone, clause: 'FAPI 2.0 Security Profile §5.3.2.2' },
  { ...noPassword, clause: 'FAPI 2.0 Security Profile §5.3.2.1' },
  keys,
  bound,
  {
    says: 'The refresh token of a client stays the same.',
    why: 'It is of use to this client alone, and who loses an answer need not sign in again.',
    clause: 'FAPI 2.0 Security Profile §5.3.2.1',
    settings: () => ({ refreshTokenRotation: 'public' as const }),
  },
  {
    says: 'The aud of a client assertion is the issuer alone, as a string.',
    why: 'An assertion for another endpoint cannot be used here.',
    clause: 'FAPI 2.0 Security Profile §5.3.2.1',
    settings: () => ({ clientAssertionAudience: 'issuer' as const }),
  },
  {
    says: 'A code lives for 60 seconds at most.',
    why: 'A stolen code is soon worth nothing.',
    clause: 'FAPI 2.0 Security Profile §5.3.2.1',
    settings: ({ codeLifetime }: ServerConfiguration) => ({
      codeLifetime: Math.min(codeLifetime, 60),
    }),
  },
  strongAlgorithm,
]

/** What a server or client may be turned to by one word. */
export const profiles: readonly Profile[] = [
  { name: 'default', is: 'OAuth 2.0 and OpenID Connect as RFC 9700 narrows them.', changes: [] },
  {
    name: 'oauth2.0-legacy',
    is: 'OAuth 2.0 as RFC 6749 had it, for clients that cannot be changed.',
    lenient: true,
    changes: [
      {
        says: 'The response_type is code or token.',
        why: 'Old clients know the implicit grant alone.',
        clause: 'RFC 6749 §4.2',
        settings: () => ({ supportedResponseTypes: ['code', 'token'] }),
      },
      {
        says: 'The grant type password is there.',
        why: 'Old clients ask people for their passwords.',
        clause: 'RFC 6749 §4.3',
        settings: ({ supportedGrantTypes }) => ({
          supportedGrantTypes: [...without('password', supportedGrantTypes), 'password'],
        }),
      },
      {
        says: 'Public clients may do without a code_challenge.',
        why: 'PKCE came later.',
        clause: 'RFC 6749 §4.1.1',
        waives: ['pkce.required'],
      },
      {
        says: 'The code_challenge_method may be plain.',
        why: 'Some old clients cannot make a digest.',
        clause: 'RFC 7636 §4.2',
        waives: ['pkce.method-s256'],
      },
      ...goesBack,
    ],
  },
  {
    name: 'oidc-core',
    is: 'OpenID Connect Core, as its conformance plans use it.',
    lenient: true,
    changes: [
      {
        says: 'Each response_type of OpenID Connect is there.',
        why: 'The implicit and hybrid flows are parts of the specification.',
        clause: 'OpenID Connect Core §3',
        settings: () => ({
          supportedResponseTypes: responseTypeNames.filter((name) => name !== 'token'),
        }),
      },
      {
        says: 'Confidential clients need neither code_challenge nor nonce with a code.',
        why: 'The specification leaves both to the client.',
        clause: 'OpenID Connect Core §3.1.2.1',
        settings: () => ({ requirePkce: 'public', requirePkceOrNonce: false }),
      },
      {
        says: 'A client that registered no algorithm may send a request object unsigned.',
        why: 'The specification lets it choose among all algorithms, none included.',
        clause: 'OpenID Connect Registration §2',
        waives: ['request-object.none-registered'],
      },
      wishedAcr,
      ...goesBack,
    ],
  },
  { name: 'oauth2.1', is: 'OAuth 2.1: what every client must do by it.', changes: oauth21 },
  {
    name: 'fapi1-advanced',
    is: 'Financial-grade API 1.0 Advanced.',
    changes: [
      {
        says: 'The response_type is code id_token.',
        why: 'The ID token is a signature over the code and the state.',
        clause: `${fapi1} §5.2.2`,
        settings: () => ({ supportedResponseTypes: ['code id_token'] }),
      },
      { ...signedRequests, clause: `${fapi1} §5.2.2` },
      { ...boundedRequests, clause: `${fapi1} §5.2.2` },
      { ...keys, clause: `${fapi1} §5.2.2` },
      {
        ...bound,
        says: 'Each access token is bound to a certificate of its sender.',
        clause: `${fapi1} §5.2.2`,
        settings: () => ({ senderConstraint: 'certificate' }),
      },
      {
        ...strongAlgorithm,
        says: 'Server and clients sign with PS256 or ES256.',
        clause: `${fapi1} §8.6`,
        settings: signWith('PS256', 'ES256'),
      },
      noPassword,
    ],
  },
  {
    name: 'fapi2-security',
    is: 'FAPI 2.0 Security Profile.',
    changes: fapi2,
  },
  {
    name: 'fapi2-message-signing',
    is: 'FAPI 2.0 Message Signing: the Security Profile with signed requests.',
    changes: [...fapi2, signedRequests, boundedRequests],
  },
  {
    name: 'mcp',
    is: 'What clients and servers of the Model Context Protocol use.',
    changes: [
      ...oauth21,
      {
        says: 'Each request names its resource.',
        why: 'A token of one server is then of no use at another.',
        clause: 'RFC 8707 §2',
        settings: () => ({ audienceRequired: true }),
      },
      {
        says: 'The id of a client may be the address of its metadata.',
        why: 'A client and a server that never met need no registration.',
        clause: 'OAuth Client ID Metadata Document §3',
        settings: () => ({ clientIdDocuments: true }),
      },
    ],
  },
]

/** Nobody signs by another algorithm; the server by the first where its own is none of them. */
function signWith(first: SigningAlgorithm, ...others: SigningAlgorithm[]) {
  const allowed = [first, ...others]
  return ({ signingAlgorithm: own }: ServerConfiguration) => ({
    signingAlgorithm: allowed.includes(own) ? own : first,
    signatureAlgorithms: allowed,
  })
}

/** The profile of that name. */
export function profileNamed(name: ProfileName): Profile {
  return profiles.find((one) => one.name === name)!
}
