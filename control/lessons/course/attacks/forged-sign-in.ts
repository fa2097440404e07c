import type { Step } from '../../engine/lesson.ts'
import { policy, webPage } from '../../engine/places.ts'
import { failed, flowOf, from, sent, status, waived } from '../../engine/requirements.ts'
import { insistsOn, waives } from './policy-lines.ts'
import { codeOfLine, dropCallback, lostCallback } from './lost-code.ts'

const drill = 'Drill 3: a forged sign-in (CSRF)'
const check = 'state.this-browser'
const ran = [
  {
    words: 'The client ties a sign-in to the browser that began it.',
    file: 'client/sign-in/finish.ts',
    at: "'state.this-browser'",
  },
]
const open =
  'Open the whole address, as it stood in the private window, in Dana’s browser, signed out.'

export const forgedSignIn: readonly Step[] = [
  {
    drill,
    title: 'Waive the check, and keep an answer back',
    idea: 'This attacker does not want Dana’s account. Dana shall work in the attacker’s account without noticing. What Dana types there, the attacker reads later. That is **CSRF**.',
    todo: 'Waive `state.this-browser` (client). In a private window sign in at Simple Web Page as `attacker` with the password `test`. The lesson drops that callback. Copy the whole address.',
    places: [policy, webPage],
    holds: dropCallback,
    lines: [
      waives('client', check),
      {
        name: 'A',
        message: 'sign-in',
        words: 'the attacker signed in, in a window of the attacker’s',
        requires: [sent('login', 'attacker')],
      },
      lostCallback('B', 'the answer was kept back'),
    ],
    look: 'The private window: user `attacker`, password `test`.',
    answer:
      '`PUT {base}/control/api/policy` with `{"waive":["state.this-browser"],"role":"client"}`, then sign in as `attacker`.',
    ran,
  },
  {
    drill,
    title: 'Send it to Dana',
    idea: 'The attacker mails the address, or hides it in a page. Dana’s browser opens it.',
    todo: `Guess first: who will Dana be? ${open}`,
    places: [webPage],
    lines: [
      {
        name: 'C',
        message: 'callback',
        words: 'the attack worked: Dana’s browser says “Signed in as Attacker”',
        clause: 'RFC 6749 §10.12',
        waived: true,
        requires: [from('browser'), codeOfLine('B'), waived(check), status(303)],
      },
    ],
    look: 'The address, whole: `code`, `state` and `iss` of the private window.',
    answer: open,
    question: {
      text: 'The `state` in {C} was one that the client had made. What did not fit?',
      answers: [
        {
          text: 'The browser: the sign-in was begun in another one.',
          reply:
            'Right. A `state` must be tied to the browser, here by a cookie. RFC 6749 §10.12, RFC 9700 §4.7.',
        },
        {
          text: 'The code had been used.',
          reply: 'Not this one. The client got tokens for it in {C}.',
        },
        {
          text: 'The issuer.',
          reply: 'Not this one. Compare `iss` in {C} with the metadata.',
        },
      ],
    },
    ran,
  },
  {
    drill,
    title: 'Restore the check, and keep another answer back',
    idea: 'A real incident: a link signs people in to a stranger’s account of a document store, and what they upload lands there.',
    todo: 'Restore `state.this-browser`. In the private window log out and sign in as `attacker` again; the lesson drops the callback.',
    places: [policy, webPage],
    holds: dropCallback,
    lines: [insistsOn('client', check), lostCallback('D', 'another answer was kept back')],
    look: 'Policy: no check is waived.',
    answer:
      '`PUT {base}/control/api/policy` with `{"restore":["state.this-browser"]}`, then sign in as `attacker`.',
    ran,
  },
  {
    drill,
    title: 'Send that to Dana',
    idea: 'The same, with the check in its place.',
    todo: open,
    places: [webPage],
    lines: [
      {
        name: 'E',
        message: 'callback',
        words: 'the client refused: another browser began that sign-in',
        clause: 'RFC 9700 §4.7',
        requires: [from('browser'), codeOfLine('D'), failed(check), status(403)],
      },
      {
        absent: 'token request',
        words: 'no token request followed',
        requires: [flowOf('E'), codeOfLine('D')],
      },
    ],
    look: 'The address, whole, of the second sign-in.',
    answer: open,
    ran,
  },
]
