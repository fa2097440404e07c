import type { Advices } from './advice.ts'

/** Checks of RP-initiated log-out. */
export const logoutAdvice = {
  'backchannel-logout.taken': {
    why: 'The application does not know that the session has ended, and its user seems signed in there.',
    fix: 'Look at the answer of backchannel_logout_uri: 200 or 204 says that the session ended.',
  },
  'session-management.offered': {
    why: 'Most browsers keep the cookie from a frame of another site, so it is off unless wanted.',
    fix: 'Set sessionManagement, or register a backchannel_logout_uri and be told.',
  },
  'logout.parameters-once': {
    why: 'Two programs may read two different ones of the values.',
    fix: 'Send each parameter once.',
  },
  'logout.hint-valid': {
    why: 'The hint says who logs out, and for which client. A forged one could say anything.',
    fix: 'Send the ID token of the sign-in, as it was issued. It may have expired.',
  },
  'logout.client-of-hint': {
    why: 'A client must not log out in the name of another one.',
    fix: 'Send the client_id to which the ID token was issued, or leave it out.',
  },
  'logout.client-known': {
    why: 'Only a client’s registration says where the browser may go afterwards.',
    fix: 'Send id_token_hint or client_id beside post_logout_redirect_uri.',
  },
  'logout.redirect-registered': {
    why: 'Else a link to this server could lead people to any address.',
    fix: 'Register it in post_logout_redirect_uris, letter by letter.',
  },
  'logout.redirect-absolute': {
    why: 'The browser must know where to go without any page around the address.',
    fix: 'Send a whole address, such as https://app.example/.',
  },
  'logout.user-first': {
    why: 'A link could lead people through this server to any registered address, though they meant to be here.',
    fix: 'Log out while signed in, or follow the link on the page yourself.',
  },
} as const satisfies Advices
