import type { Lesson } from '../../engine/lesson.ts'
import { clientDoesItAll } from './client-does-it-all.ts'
import { closedDoor } from './closed-door.ts'
import { noIsAnAnswer } from './no-is-an-answer.ts'
import { signOnTheDoor } from './sign-on-the-door.ts'
import { twoRoads } from './two-roads.ts'

export const roles: Lesson = {
  name: 'roles',
  number: 1,
  title: 'The roles and the map',
  part: 'The map',
  minutes: 15,
  can: [
    'name the four roles',
    'read from a recording who sent a message to whom',
    'tell front channel from back channel',
    'find who received a password',
  ],
  needs: [],
  starts: 'The lab as it is: users, clients, everything set up.',
  words: [
    { term: 'resource server', meaning: 'The server that holds what is protected.' },
    {
      term: 'access token',
      meaning: 'A text that lets its bearer call a resource server, for some things and some time.',
    },
    {
      term: 'authorization server',
      meaning: 'The server that signs users in, asks them, and makes tokens.',
    },
    { term: 'client', meaning: 'The program that wants to call a resource server.' },
    { term: 'resource owner', meaning: 'Who may give access, here Dana (`developer`).' },
    { term: 'front channel', meaning: 'Messages through the browser.' },
    { term: 'back channel', meaning: 'Messages from server to server.' },
  ],
  cast: ['browser', 'client', 'authserver', 'resserver'],
  steps: [closedDoor, signOnTheDoor, clientDoesItAll, twoRoads, noIsAnAnswer],
  clauses: [
    'RFC 6749 §1.1',
    'RFC 6749 §4.1',
    'RFC 6749 §4.1.2.1',
    'RFC 6750 §3',
    'RFC 9728 §5.1',
    'OpenID Connect Discovery §4',
  ],
  breakIt:
    'Set an intervention that drops the introspection request, and press Call again. The token is good, and the answer is 503 (`authorization-server.answers`): the resource server cannot ask.',
}
