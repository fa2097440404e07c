import type { Step } from '../../engine/lesson.ts'
import { flow, webPage } from '../../engine/places.ts'
import { answered, changedByLearner, client, failed, from } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import { holdQuestions } from '../scopes/hold-questions.ts'

const asked = [from('browser'), client('simple-web-page'), changedByLearner('/query/prompt')]

export const withoutAPage: Step = {
  title: 'Without a page',
  idea: 'A client may ask to sign in without any page: `prompt=none`. It works while the authorization server has a session of this browser. Otherwise the answer is an error, not a page.',
  todo: 'Press Log out, Sign in and Release as sent, so that a session is there. Open `{base}/client/application/login`; add `prompt=none` to the held message; Release changed. Then log out, open it again, and do the same.',
  places: [webPage, flow],
  holds: holdQuestions,
  lines: [
    {
      name: 'I',
      message: 'authorization request',
      words: 'with a session a code came at once, without a page',
      clause: 'OpenID Connect Core §3.1.2.1',
      touched: true,
      requires: [...asked, answered('code')],
    },
    {
      name: 'J',
      message: 'authorization request',
      words: 'without one the answer was `login_required`',
      clause: 'OpenID Connect Core §3.1.2.6',
      touched: true,
      requires: [...asked, failed('session.present')],
    },
  ],
  mistakes: [
    (scene) => {
      const changed = sinceOpening(scene).filter(
        ({ message, interventions }) =>
          message === 'authorization request' &&
          interventions.some((one) => one.changed?.includes('/query/prompt')),
      )
      const good = changed.find(({ answered: { code } }) => code !== undefined)
      const refused = changed.find(({ checks }) => checks['session.present'] === 'failed')
      if (good !== undefined && refused === undefined) {
        return {
          text: 'Seen: {I}. Not seen yet: the same when nobody is signed in. Log out, and try again.',
          pins: { I: good },
        }
      }
      return good === undefined && refused !== undefined
        ? {
            text: 'Seen: {J}. Not seen yet: the same while somebody is signed in. Sign in, and try again.',
            pins: { J: refused },
          }
        : undefined
    },
  ],
  look: 'Flow: the held authorization request, Add a parameter.',
  answer:
    '`POST {base}/control/api/interventions/release` with `{"exchange":"ID","do":{"change":[{"op":"add","path":"/query/prompt","value":"none"}]}}`',
  ran: [
    {
      words: 'The authorization endpoint answers without a page, or refuses.',
      file: 'authserver/authorization/authorization-endpoint.ts',
      at: "'session.present'",
    },
  ],
}
