import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** Mails to users, and the links in them. */
export const mailChecks = {
  'mail.throttled': {
    clause: 'RFC 6749 §10.10',
    held: 'This address had not asked for too many mails.',
    broken: 'This address asked for too many mails.',
    error: 'access_denied',
    waivable: true,
  },
  'mail.recipient': {
    clause: 'RFC 6749 §10.10',
    held: 'A user of that name or mail address has a mailbox to write to.',
    broken:
      'No user of that name or mail address has a mailbox to write to. The browser is not told.',
    error: 'access_denied',
  },
  'mail.recipient-throttled': {
    clause: 'RFC 6749 §10.10',
    held: 'The mailbox had not been sent too many mails.',
    broken: 'The mailbox had been sent too many mails: no more is sent for now.',
    error: 'access_denied',
    waivable: true,
  },
  'mailed-link.known': {
    clause: 'RFC 6749 §10.10',
    held: 'The link is one that this server mailed.',
    broken: 'The link is none that this server mailed, or what it was for has ended.',
    error: 'invalid_request',
  },
  'mailed-link.fresh': {
    clause: 'RFC 6819 §5.1.5.3',
    held: 'The link had not expired.',
    broken: 'The link had expired.',
    error: 'invalid_request',
  },
  'mailed-link.unused': {
    clause: 'RFC 6819 §5.1.5.4',
    held: 'The link had not been used.',
    broken: 'The link had been used before.',
    error: 'invalid_request',
  },
} as const satisfies Catalogue
