import type { Step } from '../../engine/lesson.ts'
import { resource, tokenTool, tryIt } from '../../engine/places.ts'
import { failed, passed, status } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import { isFor, otherAudience, refusedToken } from './minted.ts'

export const meantForAnother: Step = {
  title: 'Signed well, meant for another',
  idea: 'A right signature says who made the token. The **audience** says for whom. A token for another server is no token here.',
  todo: 'Guess first: is a right signature enough? Make the token again with the audience `https://other.example/api`, signed by the current key. Send it to `{api}`.',
  places: [tokenTool, tryIt, resource],
  lines: [
    refusedToken(
      'E',
      'a well signed token for another server was refused',
      [isFor(otherAudience), passed('token.signature'), failed('token.audience'), status(401)],
      'RFC 9068 §4',
    ),
  ],
  mistakes: [
    (scene) => {
      const unpublished = sinceOpening(scene).findLast(
        ({ checks }) => checks['token.signature'] === 'failed',
      )
      return unpublished === undefined
        ? undefined
        : {
            text: 'The signature failed first (`token.signature`) {E}. Leave Signed by at current, and change the audience alone.',
            pins: { E: unpublished },
          }
    },
  ],
  look: 'The Token tool, Make it again with: Audience, and Signed by.',
  answer:
    '`POST {base}/control/api/tokens` with `{"client":"{simpleWebPage}","user":"developer","scope":"my/scope","audience":"https://other.example/api"}`, then send the token.',
  question: {
    text: 'The token in {E} was signed with the right key. Why was it refused?',
    answers: [
      {
        text: 'It is meant for another server.',
        reply:
          'Right. `aud` is https://other.example/api, and this server is {base}/resserver. RFC 9068 §4.',
      },
      {
        text: 'Its key is not published.',
        reply: 'Not this one. Read the checks of {E}: which one passed just before?',
      },
      {
        text: 'It has ended.',
        reply:
          'Not this one. Compare `exp` in {E} with the lab clock, and read where the checks stopped.',
      },
    ],
  },
  ran: [
    {
      words: 'The resource server compares the audience whole.',
      file: 'resserver/access/verify-jwt.ts',
      at: "'token.audience'",
    },
  ],
}
