import type { Meanings } from './meaning.ts'

/** Parameters of the challenges in `WWW-Authenticate`. */
export const challengeParameters = {
  realm: { means: 'Which part of the server it is.', clause: 'RFC 9110 §11.5' },
  charset: { means: 'How names and passwords are encoded.', clause: 'RFC 7617 §2.1' },
  scope: {
    means: 'What a token for this resource needs.',
    clause: 'RFC 6750 §3',
    kind: 'scope',
  },
  error: {
    means: 'Why the request was refused, as a code for programs.',
    clause: 'RFC 6750 §3',
    kind: 'error code',
  },
  error_description: {
    means: 'Why the request was refused, for the developer.',
    clause: 'RFC 6750 §3',
  },
  error_uri: { means: 'A page that says more about the error.', clause: 'RFC 6750 §3' },
  resource_metadata: {
    means: 'Where the metadata of the resource is.',
    clause: 'RFC 9728 §5.1',
  },
  acr_values: { means: 'How sure the server shall be of the user.', clause: 'RFC 9470 §3' },
  max_age: {
    means: 'How long ago the user may have signed in.',
    clause: 'RFC 9470 §3',
    kind: 'duration',
  },
  algs: { means: 'Algorithms that may sign a DPoP proof.', clause: 'RFC 9449 §7.1' },
} as const satisfies Meanings
