import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { webPage } from '../../engine/places.ts'
import { client, flowOf, from, passed, sent, status, tokenOf } from '../../engine/requirements.ts'

export const clientDoesItAll: Step = {
  title: 'A client does it all',
  idea: 'A **client** is a program that wants to call the resource server. It sends your browser to the authorization server. There you, the **resource owner**, sign in and decide.',
  todo: 'Guess first: how many messages will it take? Open Simple Web Page, press Sign in, sign in as `developer` with {developerPassword}, press Allow.',
  places: [webPage],
  lines: [
    {
      name: 'D',
      message: 'authorization request',
      words: 'the client sent your browser to the authorization server',
      clause: 'RFC 6749 §4.1.1',
      requires: [from('browser'), client('simple-web-page')],
    },
    {
      name: 'E',
      message: 'sign-in',
      words: 'Dana signed in there',
      requires: [flowOf('D'), sent('login', 'developer'), passed('login.password')],
    },
    {
      name: 'F',
      message: 'consent',
      words: 'Dana pressed Allow',
      requires: [flowOf('D'), sent('answer', 'allow')],
    },
    {
      name: 'G',
      message: 'callback',
      words: 'your browser brought a code to the client',
      clause: 'RFC 6749 §4.1.2',
      requires: [flowOf('D'), from('browser'), sent('code')],
    },
    {
      name: 'H',
      message: 'token request',
      words: 'the client got tokens for the code',
      clause: 'RFC 6749 §4.1.3',
      requires: [flowOf('D'), from('client'), status(200)],
    },
    {
      name: 'I',
      message: 'resource request',
      words: 'the client called the resource server with the token, and was let in',
      clause: 'RFC 6750 §2.1',
      requires: [from('client'), tokenOf('H'), status(200)],
    },
  ],
  mistakes: signInMistakes('developer'),
  look: 'Simple Web Page: it says who is signed in, and what each call answered.',
  answer: 'Open `{base}/client/application/`, press Sign in; `developer`, `test`, Allow.',
  ran: [
    {
      words: 'The client begins a sign-in.',
      file: 'client/sign-in/begin.ts',
      at: 'buildAuthorizationUrl(configuration',
    },
    {
      words: 'The authorization server takes the answer of the consent page.',
      file: 'authserver/interaction/interaction-endpoints.ts',
      at: "if (sent['answer'] !== 'allow'",
    },
    {
      words: 'The client finishes the sign-in.',
      file: 'client/sign-in/finish.ts',
      at: 'authorizationCodeGrant(',
    },
  ],
}
