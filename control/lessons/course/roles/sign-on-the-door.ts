import type { Step } from '../../engine/lesson.ts'
import { serverMetadata } from '../../engine/places.ts'
import { from, status, to } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import type { Scene } from '../../engine/scene.ts'

export const signOnTheDoor: Step = {
  title: 'The sign on the door',
  idea: 'A refusal can say where tokens come from. The header of {A} names a document. That document names the **authorization server**, which makes the tokens.',
  todo: 'Open the address in `resource_metadata` of {A}. Take the value in `authorization_servers`, add `/.well-known/openid-configuration`, and open that.',
  places: [serverMetadata],
  lines: [
    {
      name: 'B',
      message: 'resource metadata request',
      words: 'the document that {A} names was opened',
      clause: 'RFC 9728 §5.1',
      requires: [from('browser'), to(namedByChallenge), status(200)],
    },
    {
      name: 'C',
      message: 'metadata request',
      words: 'the metadata of the authorization server that {B} names was opened',
      clause: 'OpenID Connect Discovery §4',
      requires: [from('browser'), to(belowIssuer), status(200)],
      shows: ['issuer', 'token_endpoint'],
    },
  ],
  mistakes: [
    (scene) => {
      const issuer = sinceOpening(scene).findLast(
        ({ address }) => address === scene.values['issuer'],
      )
      return issuer === undefined
        ? undefined
        : {
            text: 'You opened the issuer. Its metadata stands below it, at `/.well-known/openid-configuration`.',
            pins: { Z1: issuer },
          }
    },
  ],
  look: 'The header `WWW-Authenticate` of {A}: the value in quotes after `resource_metadata=`.',
  answer:
    'Open the address in `resource_metadata`, then `{issuer}/.well-known/openid-configuration`.',
  ran: [
    {
      words: 'The resource server names its authorization server.',
      file: 'resserver/metadata.ts',
      at: 'authorization_servers',
    },
    {
      words: 'The authorization server describes itself.',
      file: 'authserver/metadata/metadata.ts',
      at: 'issuer',
    },
  ],
}

function namedByChallenge({ found }: Scene): string | undefined {
  return /resource_metadata="([^"]+)"/.exec(found['A']?.challenge ?? '')?.[1]
}

/** A browser is shown a page, in which no member can be read here: it names this sandbox's issuer. */
function belowIssuer({ values }: Scene): string {
  return `${values['issuer']}/.well-known/openid-configuration`
}
