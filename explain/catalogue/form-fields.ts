import type { Meanings } from './meaning.ts'

/** Fields of the lab's own forms, and of forms like them. */
export const formFields = {
  login: {
    means: 'The user name, typed at the authorization server alone.',
    clause: 'OpenID Connect Core §3.1.2.3',
  },
  username: {
    means: 'The user name, typed at the authorization server alone.',
    clause: 'OpenID Connect Core §3.1.2.3',
  },
  password: {
    means: 'The password. No client ever sees it.',
    clause: 'RFC 6749 §1',
    secret: 'password',
  },
  new_password: {
    means: 'The password that the user wants from now on.',
    clause: 'NIST SP 800-63B §5.1.1.2',
    secret: 'password',
  },
  code: {
    means: 'The six digits of the second factor.',
    clause: 'RFC 6238 §4.2',
    secret: 'password',
  },
  user_code: {
    means: 'The short code that a device shows.',
    clause: 'RFC 8628 §3.3',
    secret: 'code',
  },
  request_id: {
    means: 'Of the lab: which backchannel request the user looks at.',
    clause: 'CIBA Core §8',
  },
  provider: {
    means: 'Of the lab: at which other server the user signs in.',
    clause: 'OpenID Connect Core §3.1.2.3',
  },
  csrf: {
    means: 'Shows that the form came from this server’s own page.',
    clause: 'RFC 6749 §10.12',
    secret: 'form token',
  },
  name: {
    means: 'The name of the person, for the claim of that name.',
    clause: 'OpenID Connect Core §5.1',
  },
  email: {
    means: 'The mail address, which a link in a mail confirms.',
    clause: 'OpenID Connect Core §5.1',
  },
  mail_token: {
    means: 'The secret of the link in the mail, good once.',
    clause: 'RFC 6819 §5.1.5.4',
    secret: 'token',
  },
  scope: {
    means: 'What the user allowed.',
    clause: 'RFC 6749 §3.3',
    kind: 'scope',
  },
  claim: {
    means: 'A claim that the client asked for by name, and the user allowed.',
    clause: 'OpenID Connect Core §5.5',
  },
  detail: {
    means: 'Which of the authorization_details the user allowed, by number from 0.',
    clause: 'RFC 9396 §3',
  },
  answer: {
    means: 'What was answered: allowed or denied, logged out or stayed.',
    clause: 'RFC 6749 §4.1',
  },
  cancel: { means: 'The user gave up.', clause: 'RFC 6749 §4.1.2.1' },
  client_id: { means: 'The client whose consent ends.', clause: 'RFC 6749 §2.2' },
  do: { means: 'The button that was pressed.', clause: 'RFC 6749 §1.1' },
  version: {
    means: 'Which of its tokens the page showed, so that a form sent twice refreshes once.',
    clause: 'RFC 9700 §4.14.2',
  },
} as const satisfies Meanings
