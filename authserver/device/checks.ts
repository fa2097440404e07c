import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** The code that a user types for a device, and the one by which the device asks. */
export const deviceChecks = {
  'user-code.throttled': {
    clause: 'RFC 8628 §5.1',
    held: 'The address was not locked after wrong user codes.',
    broken: 'The address was locked after wrong user codes.',
    error: 'access_denied',
    waivable: true,
  },
  'user-code.known': {
    clause: 'RFC 8628 §3.3',
    held: 'The user code waits for an answer.',
    broken: 'The user code is unknown, was answered, or had expired.',
    error: 'access_denied',
  },
  'user-code.open': {
    clause: 'RFC 8628 §3.3',
    held: 'The user code still waited for this answer.',
    broken: 'The user code had been answered meanwhile, or had expired.',
    error: 'access_denied',
  },
  'device-code.present': {
    clause: 'RFC 8628 §3.4',
    held: 'The device_code was sent.',
    broken: 'The device_code was not sent.',
    error: 'invalid_request',
  },
  'device-code.known': {
    clause: 'RFC 6749 §5.2',
    held: 'The server issued the device code.',
    broken: 'The server did not issue the device code.',
    error: 'invalid_grant',
  },
  'device-code.of-client': {
    clause: 'RFC 6749 §5.2',
    held: 'The device code was issued to this client.',
    broken: 'The device code was issued to another client.',
    error: 'invalid_grant',
  },
  'device-code.unused': {
    clause: 'RFC 6749 §5.2',
    held: 'The device code had brought no tokens before.',
    broken: 'The device code had brought its tokens before.',
    error: 'invalid_grant',
  },
  'device-code.fresh': {
    clause: 'RFC 8628 §3.5',
    held: 'The device code had not expired.',
    broken: 'The device code had expired.',
    error: 'expired_token',
    waivable: true,
  },
  'device-code.allowed': {
    clause: 'RFC 8628 §3.5',
    held: 'The user did not deny the request of the device.',
    broken: 'The user denied the request of the device.',
    error: 'access_denied',
  },
  'device-code.pace': {
    clause: 'RFC 8628 §3.5',
    held: 'The device waited for the interval before it asked again.',
    broken: 'The device asked before the interval was over, which is longer now.',
    error: 'slow_down',
    waivable: true,
  },
  'device-code.answered': {
    clause: 'RFC 8628 §3.5',
    held: 'The user has answered.',
    broken: 'The user has not answered yet.',
    error: 'authorization_pending',
  },
} as const satisfies Catalogue
