import type { Advices } from './advice.ts'

/** Checks of a server that a client or a resource server is to know. */
export const serverDefinitionAdvice = {
  'server-definition.issuer-form': {
    why: 'The issuer is a name and an address at once. A query or fragment would make several of it.',
    fix: 'Type the issuer as the server names it: https, host, port if any, path.',
  },
  'server-definition.authority': {
    why: 'Whoever vouches for the server must be known before anything is sent to it.',
    fix: 'Choose one of the list, or paste the certificate of the authority: PEM, with both of its lines.',
  },
  'server-definition.address': {
    why: 'Who may type an address could otherwise look around in the network of the lab.',
    fix: 'Give the server a public address, or run the lab on the machine where it is.',
  },
  'server-definition.certificate': {
    why: 'Without it anybody on the way could answer in the place of the server.',
    fix: 'Look at host name and authority. Another authority needs its root, never a switched-off verification.',
  },
  'server-definition.answers': {
    why: 'What a server can do and where, it alone says.',
    fix: 'Look whether the server runs, and whether host and port are right.',
  },
  'server-definition.metadata': {
    why: 'Metadata stands at fixed places that follow from the issuer. Elsewhere it counts for nothing.',
    fix: 'Open the address of the metadata in a browser. Often the path of the issuer is not right.',
  },
  'server-definition.issuer': {
    why: 'Tokens name the issuer of the metadata. One that is almost right is another one.',
    fix: 'Copy the issuer of the metadata as it stands there, with or without a slash at its end.',
  },
  'server-definition.members': {
    why: 'Without these addresses nothing can be asked of the server.',
    fix: 'Let the server offer the endpoint, or choose another server.',
  },
  'server-definition.keys': {
    why: 'Signatures of the server are verified by these keys.',
    fix: 'Open the jwks_uri in a browser: it must hold a public RSA, EC or OKP key.',
  },
} as const satisfies Advices
