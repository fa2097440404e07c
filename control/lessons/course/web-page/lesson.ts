import type { Lesson } from '../../engine/lesson.ts'
import { comeBackWithACode } from './come-back-with-a-code.ts'
import { describeTheServer } from './describe-the-server.ts'
import { register } from './register.ts'
import { sendTheBrowser } from './send-the-browser.ts'
import { showTheToken } from './show-the-token.ts'
import { swapTheCode } from './swap-the-code.ts'
import { takeOneThingAway } from './take-one-thing-away.ts'

export const webPage: Lesson = {
  name: 'web-page',
  number: 3,
  title: 'A web page with the authorization code',
  part: 'Get a token',
  minutes: 25,
  can: [
    'set up an authorization server, a client and a resource server from nothing',
    'follow one code from the sign-in to the tokens',
    'say what the browser carries and what it never sees',
    'read a redirect URI error',
  ],
  needs: ['roles'],
  blank: true,
  starts: 'The lab is blank: it has users, and nothing else.',
  words: [
    { term: 'issuer', meaning: 'The name of an authorization server, which is also its address.' },
    { term: 'metadata', meaning: 'The public document in which a server describes itself.' },
    { term: 'discovery', meaning: 'Reading that document by its fixed address.' },
    { term: 'registration', meaning: 'Telling the server about a client, and getting an id.' },
    {
      term: 'redirect URI',
      meaning: 'The client’s address to which the browser brings the answer.',
    },
    {
      term: 'code',
      meaning:
        'The authorization code: a ticket, good once and briefly, that a client turns into tokens.',
    },
    {
      term: 'state',
      code: true,
      meaning: 'A value that ties an answer to the question of this browser.',
    },
    {
      term: 'introspection',
      meaning: 'Asking the authorization server what a token is worth now.',
    },
  ],
  cast: ['browser', 'client', 'authserver', 'resserver'],
  steps: [
    describeTheServer,
    register,
    sendTheBrowser,
    comeBackWithACode,
    swapTheCode,
    showTheToken,
    takeOneThingAway,
  ],
  clauses: [
    'RFC 6749 §3.1.2',
    'RFC 6749 §4.1.1',
    'RFC 6749 §4.1.4',
    'OpenID Connect Discovery §4',
    'OpenID Connect Discovery §4.3',
    'RFC 7591 §3.1',
    'RFC 7662 §2.1',
    'RFC 9207 §2',
    'RFC 9700 §2.1',
  ],
  breakIt:
    'Hold the next callback and change one character of `state`. The client refuses (`state.known`), and no token request follows.',
}
