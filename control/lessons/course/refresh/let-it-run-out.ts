import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { clock, webPage } from '../../engine/places.ts'
import { answered, client, failed, from, status, tokenOf } from '../../engine/requirements.ts'
import type { Scene } from '../../engine/scene.ts'

export const letItRunOut: Step = {
  title: 'Let it run out',
  idea: 'An access token here is good for 3600 s. Nothing is sent when it ends. The next call finds out, and that is its **expiry**.',
  todo: 'Sign in at Simple Web Page as `developer` with {developerPassword}. In Clock press “just after the next token ends” (or `./lab clock +1h --sandbox {id}`). Press Call again.',
  places: [webPage, clock],
  lines: [
    {
      name: 'A',
      message: 'token request',
      words: 'Simple Web Page got an access token and a refresh token',
      requires: [from('client'), client('simple-web-page'), status(200), answered('refresh_token')],
      shows: ['expires_in'],
    },
    {
      words: 'the lab clock stands at the end of the access token, or after it',
      differs: isOver,
    },
    {
      name: 'B',
      message: 'resource request',
      words: 'the resource server refused the token as ended',
      clause: 'RFC 9068 §4',
      requires: [from('client'), tokenOf('A'), failed('token.not-expired'), status(401)],
    },
  ],
  mistakes: [
    ({ is: { clock: now } }) => {
      const skewed = Object.entries(now.roles).find(
        ([, one]) => Math.abs(Date.parse(one.now) - Date.parse(now.now)) > 60_000,
      )
      return skewed === undefined
        ? undefined
        : {
            text: `The clock of ${skewed[0]} alone was moved. Move the lab’s clock, so that all roles agree.`,
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'Clock: the lab’s clock, not that of one role.',
  answer: '`./lab clock +1h --sandbox {id}`, then Call again.',
  ran: [
    {
      words: 'The resource server compares the end with the lab clock.',
      file: 'resserver/access/verify-jwt.ts',
      at: "'token.not-expired'",
    },
  ],
}

/** All roles have to be at the end of the token. */
function isOver({ found, is: { clock: lab } }: Scene) {
  const end = Number(found['A']?.jwts['access_token']?.claims['exp']) * 1000
  const clocks = [lab, ...Object.values(lab.roles)].map(({ now }) => Date.parse(now))
  if (clocks.every((now) => now >= end)) return undefined
  const wanted = Number.isNaN(end) ? 'the end of the token' : new Date(end).toISOString()
  return { name: 'clock', wanted, found: lab.now }
}
