import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { webPage } from '../../engine/places.ts'
import { client, flowOf, from, sent, status } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const theServerRemembers: Step = {
  title: 'The server remembers',
  idea: 'A consent is kept for this user and this client. A request for no more than that is answered without a question.',
  todo: 'Guess first: which pages will you see? Log out and sign in once more.',
  places: [webPage],
  lines: [
    {
      name: 'I',
      message: 'authorization request',
      words: 'the client asked again',
      requires: [from('browser'), client('simple-web-page')],
    },
    {
      name: 'I2',
      message: 'sign-in',
      words: 'Dana typed the password',
      requires: [flowOf('I'), sent('login', 'developer')],
    },
    {
      name: 'J',
      message: 'token request',
      words: 'the client got tokens',
      requires: [flowOf('I'), from('client'), status(200)],
    },
    { absent: 'consent', words: 'no consent page was answered', requires: [flowOf('I')] },
  ],
  mistakes: [
    (scene) => {
      const asked = sinceOpening(scene).findLast(({ message }) => message === 'token request')
      const typed = sinceOpening(scene).some(({ message }) => message === 'sign-in')
      return asked === undefined || typed
        ? undefined
        : {
            text: 'You were signed in already, so no new question was asked. Press Log out first.',
            pins: { Z1: asked },
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'Simple Web Page: Log out, then Sign in.',
  answer: 'Log out and sign in at `{base}/client/application/`.',
  ran: [
    {
      words: 'The search for an earlier consent.',
      file: 'authserver/interaction/consents.ts',
      at: 'allowed.scopes.includes(scope)',
    },
  ],
}
