import type { Advices } from './advice.ts'

const askAgain = 'Ask for another mail at the sign-in page, and use its link.'

/** Checks of the pages on which users look after their account, and of the mails to them. */
export const accountAdvice = {
  'account.sessions': {
    why: 'The page is about whoever is signed in. Without sessions that is nobody.',
    fix: 'Turn sessions on in the server’s configuration.',
  },
  'password-reset.offered': {
    why: 'Whoever reads the mails of a user gets in by this way. A server says whether it has it.',
    fix: 'Set passwordReset in the server’s configuration.',
  },
  'user-registration.offered': {
    why: 'Whoever gets an account gets in. A server says whether it takes everybody.',
    fix: 'Set userRegistration in the server’s configuration.',
  },
  'user-registration.name-form': {
    why: 'People read a user name, and a name with an @ would be taken for a mail address.',
    fix: 'Take 1 to 64 letters, numbers and signs without an @.',
  },
  'user-registration.persons-name': {
    why: 'Applications show this name.',
    fix: 'Type a name of at most 200 characters.',
  },
  'user-registration.mail-form': {
    why: 'The link has to go somewhere.',
    fix: 'Type a mail address, for example me@lab.example: no mail leaves the lab.',
  },
  'user-registration.name-free': {
    why: 'Two users of one name could not be told apart, nor two names that differ in case alone.',
    fix: 'Take another user name.',
  },
  'user-registration.mail-new': {
    why: 'Who has an account is told to nobody but its owner. So the page answers the same.',
    fix: 'Read the mail in the outbox, and sign in with the account that is there.',
  },
  'user-registration.mail-free': {
    why: 'A mail address is of one user, or a forgotten password would bring two accounts.',
    fix: 'Sign in with the account that has the address, or take another address.',
  },
  'user-registration.name-still-free': {
    why: 'A name is taken when an account is made, not when somebody asks for one.',
    fix: 'Ask for an account with another user name.',
  },
  'new-password.length': {
    why: 'Short passwords are guessed. Very long ones cost the server time to hash.',
    fix: 'Take 8 to 1000 characters. Waive this check for tests with short passwords.',
  },
  'new-password.other': {
    why: 'Nothing would change, and whoever else knows the password would keep it.',
    fix: 'Take another password than the present one.',
  },
  'new-password.not-name': {
    why: 'The user name is what is guessed first.',
    fix: 'Take something else.',
  },
  'mail.throttled': {
    why: 'Who may ask for mails without end floods mailboxes, and tries out who has an account.',
    fix: 'Wait, or move the lab’s clock. Waive this check for tests that need many mails.',
  },
  'mail.recipient': {
    why: 'Who has an account is told to nobody, so the page answers the same. The recording tells it.',
    fix: 'Type the name of a user with a claim email whose email_verified is not false.',
  },
  'mail.recipient-throttled': {
    why: 'Nobody’s mailbox is to be flooded from here.',
    fix: 'Wait, or move the lab’s clock. Waive this check for tests that need many mails.',
  },
  'mailed-link.known': {
    why: 'The link is a secret of 256 bits. Any other is a guess, or its password was changed since.',
    fix: 'Copy the whole link. ' + askAgain,
  },
  'mailed-link.fresh': {
    why: 'Mails lie in mailboxes for years. Their links are worth nothing soon.',
    fix: askAgain + ' mailedLinkLifetime says how long one is good.',
  },
  'mailed-link.unused': {
    why: 'Whoever finds the link later gets nothing.',
    fix: askAgain,
  },
} as const satisfies Advices
