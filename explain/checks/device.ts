import type { Advices } from './advice.ts'

/** Checks of the device authorization grant. */
export const deviceAdvice = {
  'user-code.throttled': {
    why: 'A short code can be guessed by whoever may try often enough.',
    fix: 'Wait as the page says, on the clock of the lab. Then type the code of the device again.',
  },
  'user-code.known': {
    why: 'The code says which device is meant. One that nobody waits with connects none.',
    fix: 'Compare it with the device, letter by letter. Is it too old? Begin again at the device.',
  },
  'user-code.open': {
    why: 'One answer counts: the first one.',
    fix: 'Begin again at the device, which then shows a new code.',
  },
  'device-code.present': {
    why: 'The device code is what is exchanged here.',
    fix: 'Send the device_code of the device authorization response.',
  },
  'device-code.known': {
    why: 'A device code is a random value of this server. Any other is a guess or of another server.',
    fix: 'Send it as it came. After a reset of the lab begin again.',
  },
  'device-code.of-client': {
    why: 'A device code that another client caught must be worth nothing to it.',
    fix: 'Send it with the client_id that got it.',
  },
  'device-code.unused': {
    why: 'A device code brings tokens once. Whoever finds it later gets nothing.',
    fix: 'Keep the tokens of the first answer. For others begin again.',
  },
  'device-code.fresh': {
    why: 'A code that waits for ever would be found in the end.',
    fix: 'Begin again at the device; deviceCodeLifetime says how long it waits.',
  },
  'device-code.allowed': {
    why: 'The user decides, and said no.',
    fix: 'Tell the user that nothing was connected. Begin again only if the user wants it.',
  },
  'device-code.pace': {
    why: 'Many devices that ask without a pause would keep the server from its work.',
    fix: 'Wait for interval between two questions, and five seconds more after each slow_down.',
  },
  'device-code.answered': {
    why: 'There are no tokens before the user has said yes.',
    fix: 'Nothing is wrong. Ask again after interval, until another answer comes.',
  },
} as const satisfies Advices
