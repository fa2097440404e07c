import type { Step } from '../../engine/lesson.ts'
import { resourcePortal, webPage } from '../../engine/places.ts'
import { from, status, that, tokenOf } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const showTheToken: Step = {
  title: 'Show the token to the resource server',
  idea: 'The resource server’s answers on the page are red: it is still empty. It must know whom to believe. It registers too, so that it may ask about a token: **introspection**.',
  todo: 'Read the refusal at Protected resource. Open the resource server’s portal and press Discover a server first: issuer `{issuer}`, Discover, Keep it as a server definition. Open Resource server again and press Create it from the defaults. Find there the audience, the scope `my/scope` and how a token is judged. Go back to Simple Web Page and press Call again.',
  places: [webPage, resourcePortal],
  lines: [
    {
      name: 'L',
      message: 'client registration request',
      words: 'the resource server registered itself',
      clause: 'RFC 7591 §3.1',
      requires: [from('resserver'), status(201)],
    },
    {
      name: 'M',
      message: 'resource request',
      words: 'it let the token in',
      requires: [from('client'), tokenOf('J'), status(200)],
    },
    {
      name: 'M2',
      message: 'introspection request',
      words: 'it had asked about the token meanwhile',
      clause: 'RFC 7662 §2.1',
      requires: [
        from('resserver'),
        that('during', '{M}', ({ parent }, { found }) => parent === found['M']?.id),
        status(200),
        that('active', 'true', ({ answered: { active } }) => active === true),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const other = sinceOpening(scene).findLast(
        ({ checks }) => checks['token.audience'] === 'failed',
      )
      const aud = JSON.stringify(other?.jwts['shown']?.claims['aud'])
      return other === undefined
        ? undefined
        : {
            text: `The token says \`aud\` ${aud} {Z1}. Your resource server calls itself \`${String(scene.is.resserver?.['audience'])}\`. The two are compared whole. Change the audience in its portal.`,
            pins: { Z1: other },
          }
    },
  ],
  look: 'The portal of the resource server: Server definitions, then Resource server.',
  answer:
    '`POST {base}/resserver/admin/api/server-definitions` with `{"issuer":"{issuer}"}`; `PUT {base}/resserver/admin/api/configuration` with `{"name":"resserver","serverDefinition":"ID","audience":"{base}/resserver","verification":"both"}`; then Call again.',
  ran: [
    {
      words: 'The resource server registers itself.',
      file: 'resserver/authorization-server/registration.ts',
      at: 'export ',
    },
    {
      words: 'It asks about a token.',
      file: 'resserver/authorization-server/introspect.ts',
      at: 'export ',
    },
  ],
}
