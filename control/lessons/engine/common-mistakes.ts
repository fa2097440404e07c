import { longestHold } from '@oauth-lab/kit/interventions/held.ts'
import type { Mistake } from './lesson.ts'
import { idOf, sinceOpening } from './scene.ts'

/** Mistakes that are common to all sign-ins. */

/** Somebody pressed Deny. */
export const denied: Mistake = (scene) => {
  const answer = sinceOpening(scene).findLast(
    ({ message, checks }) => message === 'consent' && checks['consent.given'] === 'failed',
  )
  if (answer === undefined) return undefined
  const told = scene.sightings.find(
    ({ message, startedAt, sent }) =>
      message === 'callback' && startedAt >= answer.startedAt && sent['error'] === 'access_denied',
  )
  return {
    text: 'You pressed Deny {Z1}. The client was told `access_denied` and got no code {Z2}. Sign in again and press Allow.',
    pins: { Z1: answer, ...(told && { Z2: told }) },
  }
}

/** Somebody else signed in than the step names. */
export function otherUser(wanted: string): Mistake {
  return (scene) => {
    const signIn = sinceOpening(scene).findLast(
      ({ message, checks }) => message === 'sign-in' && checks['login.password'] === 'passed',
    )
    const user = signIn?.sent['login']
    if (signIn === undefined || user === undefined || user === wanted) return undefined
    return {
      text: `You signed in as ${user}. This step needs ${wanted}. Log out and sign in again, or press Not ${user}? on the consent page.`,
      pins: { Z1: signIn },
    }
  }
}

/** The redirect URI was loaded again. */
export const loadedTwice: Mistake = (scene) => {
  const second = sinceOpening(scene).findLast(
    ({ message, checks }) =>
      message === 'callback' &&
      (checks['state.known'] === 'failed' || checks['state.unused'] === 'failed'),
  )
  const first =
    second &&
    scene.sightings.find(
      ({ message, sent, id }) =>
        message === 'callback' && id !== second.id && sent['state'] === second.sent['state'],
    )
  if (second === undefined || first === undefined) return undefined
  return {
    text: 'You loaded the redirect URI a second time {Z1}. Its `state` was used up by {Z2}. Press Sign in once more.',
    pins: { Z1: second, Z2: first },
  }
}

/** A held message went on by itself. */
export const holdRanOut: Mistake = (scene) => {
  const late = sinceOpening(scene).findLast(
    ({ interventions, startedAt, endedAt }) =>
      interventions.some(({ do: what, by }) => what === 'hold' && by === 'lesson') &&
      endedAt - startedAt >= longestHold,
  )
  return late === undefined
    ? undefined
    : {
        text: 'The held message went on by itself after 5 minutes {Z1}. Press Sign in again; nothing else is lost.',
        pins: { Z1: late },
      }
}

/** A client that the step does not mean asked. */
export function otherClient(wanted: string, text: string): Mistake {
  return (scene) => {
    const asked = sinceOpening(scene).findLast(
      ({ message, client }) =>
        message === 'authorization request' && client !== idOf(scene, wanted),
    )
    return asked === undefined ? undefined : { text, pins: { Z1: asked } }
  }
}

/** What may go wrong in any sign-in of a user. */
export const signInMistakes = (user: string): Mistake[] => [
  denied,
  otherUser(user),
  loadedTwice,
  holdRanOut,
]
