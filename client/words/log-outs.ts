/** How far a log-out went. */
export type LoggedOut = keyof typeof loggedOutWords

/** What a page says after a log-out: at the authorization server too, or here alone. */
export const loggedOutWords = {
  everywhere: {
    heading: 'You are logged out',
    text: 'This page has forgotten your tokens, and the authorization server has ended your session.',
  },
  here: {
    heading: 'You are logged out here',
    text: 'This page has forgotten your tokens. Your session at the authorization server goes on: its metadata names no `end_session_endpoint` where this page could end it.',
  },
} as const
