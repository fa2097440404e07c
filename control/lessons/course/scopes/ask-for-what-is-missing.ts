import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { webPage } from '../../engine/places.ts'
import {
  client,
  flowOf,
  from,
  scopes,
  sent,
  status,
  ticked,
  tokenOf,
} from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const askForWhatIsMissing: Step = {
  title: 'Ask for what is missing',
  idea: 'The token cannot grow. The client must ask again, and Dana must allow what is missing. Then a new token reaches further.',
  todo: 'Guess first: will the consent page come again? Log out, sign in again, tick `my/scope`, press Allow.',
  places: [webPage],
  lines: [
    {
      name: 'E',
      message: 'consent',
      words: 'Dana allowed `my/scope` as well',
      requires: [
        client('simple-web-page'),
        sent('answer', 'allow'),
        scopes(ticked, { has: ['my/scope'] }),
      ],
    },
    {
      name: 'F',
      message: 'token request',
      words: 'a new token holds it',
      clause: 'RFC 6749 §5.1',
      requires: [
        flowOf('E'),
        from('client'),
        status(200),
        scopes(({ answered: { scope } }) => scope, { has: ['my/scope'] }),
      ],
      shows: ['scope'],
    },
    {
      name: 'G',
      message: 'resource request',
      words: 'the resource let it in',
      requires: [from('client'), tokenOf('F'), status(200)],
    },
  ],
  mistakes: [
    (scene) => {
      const refreshed = sinceOpening(scene).findLast(
        ({ message, sent: { grant_type } }) =>
          message === 'token request' && grant_type === 'refresh_token',
      )
      return refreshed === undefined
        ? undefined
        : {
            text: 'A refresh keeps what was granted {H}. It never adds a scope. Log out and sign in again.',
            pins: { H: refreshed },
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'Simple Web Page: Log out, then Sign in.',
  answer: 'Log out, sign in at `{base}/client/application/`, tick `my/scope`, press Allow.',
  ran: [
    {
      words: 'The authorization server looks for an earlier consent to all that is asked for.',
      file: 'authserver/interaction/consents.ts',
      at: 'export async function hasConsent',
    },
  ],
}
