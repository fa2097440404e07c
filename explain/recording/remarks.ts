import { valueOf } from '../exchange/field.ts'
import { cookiesOf, setCookiesOf } from '../exchange/set-cookie.ts'
import { isByBrowser } from './parties.ts'
import type { Recording, Seen } from './recording.ts'

/**
 * What a recording does not hold, in sentences, so that nobody takes it for what did not happen.
 * Nothing for one entry alone, and for a recording of the lab: that is whole.
 */
export function remarksOn(recording: Recording): string[] {
  const { exchanges, messages } = recording
  const isLab = exchanges.some(({ entry }) => entry._oauth !== undefined)
  if (isLab || exchanges.length < 2) return []
  const bySafari = exchanges.some(({ entry }) => entry._fetchType !== undefined)
  return [
    ...(lacksCredentials(recording)
      ? [
          'No cookie and no Authorization header is in this recording. Chromium leaves them out unless you export with sensitive data.',
        ]
      : []),
    ...(bySafari
      ? [
          'Safari wrote this recording. It leaves out every redirect, and with them authorization requests and callbacks.',
        ]
      : []),
    ...(lacksBeginning(messages) && !bySafari
      ? [
          'The authorization request is not in this recording. Begin it earlier, and let the browser preserve its log.',
        ]
      : []),
    ...bodiesLeftOut(messages),
  ]
}

/** Whether a recording of a browser has neither cookies nor `Authorization`: an export may drop them. */
export function lacksCredentials({ exchanges, messages }: Recording): boolean {
  return (
    messages.some(isByBrowser) &&
    !exchanges.some(
      (at) =>
        valueOf(at.requestHeaders, 'authorization') !== undefined ||
        cookiesOf(at).length > 0 ||
        setCookiesOf(at).length > 0,
    )
  )
}

function lacksBeginning(messages: readonly Seen[]): boolean {
  const isEnd = ({ message, form }: Seen) =>
    message!.id === 'callback' ||
    (message!.id === 'token request' && valueOf(form, 'code') !== undefined)
  return (
    messages.some(isEnd) && !messages.some(({ message }) => message!.id === 'authorization request')
  )
}

/** Messages whose answer is JSON that findings look into. */
const inJson = ['token request', 'metadata request', 'key set request', 'UserInfo request']

function bodiesLeftOut(messages: readonly Seen[]): string[] {
  const { length } = messages.filter(
    ({ message, status, entry }) =>
      inJson.includes(message!.id) && status === 200 && !entry.response?.content?.text,
  )
  if (length === 0) return []
  const [bodies, are] =
    length === 1 ? ['body of 1 answer', 'is'] : [`bodies of ${length} answers`, 'are']
  return [
    `The ${bodies} ${are} not in this recording, so that nothing is said of what was in there.`,
  ]
}
