import type { ClientInfo } from '@oauth-lab/kit/admin/client-document.ts'
import type { Configuration } from '@oauth-lab/kit/admin/configuration-document.ts'
import type { Lesson } from '../../engine/lesson.ts'
import type { Preparation } from '../../preparation.ts'
import { askAgain } from './ask-again.ts'
import { callTheApi } from './call-the-api.ts'
import { makeYourselfKnown } from './make-yourself-known.ts'
import { strangerAsks } from './stranger-asks.ts'
import { whatTheServerOffers } from './what-the-server-offers.ts'
import { withoutAPerson } from './without-a-person.ts'

export const clientCredentials: Lesson = {
  name: 'client-credentials',
  number: 2,
  title: 'A REST API with client credentials',
  part: 'Get a token',
  minutes: 20,
  can: [
    'get a token for a program',
    'read each line of a token request and its answer',
    'say what such a token lacks',
    'tell `invalid_client`, 401 and 403 apart',
  ],
  needs: ['roles'],
  starts:
    'The lab without the client `postman`, and without `client_credentials` among what the server offers. Postman, curl and Try it are equal here.',
  words: [
    { term: 'token endpoint', meaning: 'The address where a client gets tokens.' },
    { term: 'client id', meaning: 'The public name of a client.' },
    { term: 'client secret', meaning: 'The password of a client.' },
    { term: 'grant type', meaning: 'The kind of proof that is turned into a token.' },
    {
      term: 'client credentials',
      meaning: 'The grant in which the client’s own name and secret are the proof.',
    },
    { term: 'client description', meaning: 'What the authorization server keeps of a client.' },
    { term: 'bearer token', meaning: 'A token that works for whoever brings it.' },
  ],
  cast: ['client', 'authserver', 'resserver'],
  steps: [
    strangerAsks,
    whatTheServerOffers,
    makeYourselfKnown,
    askAgain,
    callTheApi,
    withoutAPerson,
  ],
  clauses: [
    'RFC 6749 §2.3.1',
    'RFC 6749 §4.4',
    'RFC 6749 §4.4.2',
    'RFC 6749 §4.4.3',
    'RFC 6749 §5.1',
    'RFC 6749 §5.2',
    'RFC 6750 §2.1',
    'RFC 6750 §3.1',
    'RFC 9068 §2.2',
  ],
  breakIt:
    'Ask for `scope=openid`: `invalid_scope` (`scope.no-user`). Ask without a scope: a token comes, and `{api}` answers 403 `insufficient_scope`.',
  prepare,
}

async function prepare({ call }: Preparation) {
  const clients = await call<ClientInfo[]>('authserver', 'GET', 'clients?client_name=postman')
  for (const { client_id } of clients) {
    const query = new URLSearchParams({ client_id }).toString()
    await call('authserver', 'DELETE', `clients?${query}`)
  }
  const { supportedGrantTypes } = await call<Configuration>('authserver', 'GET', 'configuration')
  await call('authserver', 'PATCH', 'configuration', {
    supportedGrantTypes: supportedGrantTypes.filter((one) => one !== 'client_credentials'),
  })
  return {}
}
