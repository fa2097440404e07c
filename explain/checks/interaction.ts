import type { Advices } from './advice.ts'

const signInAgain = 'Go back to the application, and begin the sign-in there once more.'
const credentials = 'Type name and password again. The lab’s users are told on its start page.'

/** Checks of the pages on which people sign in and consent. */
export const interactionAdvice = {
  'hooks.editable': {
    why: 'A hook is code that runs in the lab, and everybody knows the password of its administrator.',
    fix: 'Start the lab on loopback by ./lab up --edit-hooks, or name a module by --hooks.',
  },
  'hook.runs': {
    why: 'A hook decides in the place of the server. What it would have decided nobody can guess.',
    fix: 'Mend the hook at the line that the check names, and load it again.',
  },
  'interaction.person': {
    why: 'A real server asks the person. A lab that answers by itself shows less than it.',
    fix: 'Set interaction to pages to see them. For tests without people it stays automatic.',
  },
  'interaction.automatic-user': {
    why: 'A lab that signs in by itself needs somebody to sign in.',
    fix: 'Make that user, or send a login_hint that names one who exists.',
  },
  'interaction.known': {
    why: 'Only the browser that began a sign-in may end it. Else an attacker could hand one over.',
    fix: signInAgain,
  },
  'interaction.open': {
    why: 'One question has one answer. A second one could change what was decided.',
    fix: signInAgain,
  },
  'interaction.one-answer': {
    why: 'Of two answers at the same moment one counts, so that no two codes come of one question.',
    fix: 'Press the button once. ' + signInAgain,
  },
  'interaction.password-first': {
    why: 'The second factor is no replacement of the first.',
    fix: 'Type the password first, then the code.',
  },
  'csrf.token': {
    why: 'Another site could send this form in the name of whoever is signed in.',
    fix: 'Load the page again, let the browser keep cookies, and send the form from the page itself.',
  },
  'login.accepted': {
    why: 'What was wrong is not told: it would help to guess.',
    fix: credentials,
  },
  'login.password': {
    why: 'The password shows that the user is the one of that name.',
    fix: credentials,
  },
  'login.throttled': {
    why: 'Without a pause passwords can be guessed, one after the other.',
    fix: 'Wait, or move the lab’s clock. Waive this check for tests that need many tries.',
  },
  'totp.throttled': {
    why: 'Six digits are guessed soon where nobody stops it.',
    fix: 'Wait, or move the lab’s clock. Waive this check for tests that need many tries.',
  },
  'totp.code': {
    why: 'A code is good for a minute or so and once, so that one that was overheard is worth nothing.',
    fix: 'Type the code that is shown now. ./lab totp shows it; compare the clocks.',
  },
} as const satisfies Advices
