import type { Advices } from './advice.ts'

/** Checks of the token exchange. */
export const tokenExchangeAdvice = {
  'token-exchange.confidential': {
    why: 'Everybody can name a public client. A token that somebody found would then be exchanged.',
    fix: 'Register the client with a secret or a key.',
  },
  'token-exchange.policy': {
    why: 'Who may exchange tokens can act for others. So an administrator says who may.',
    fix: 'Add a rule for this client_id to tokenExchange of the server’s configuration.',
  },
  'token-exchange.requested-type': {
    why: 'A refresh token would outlive the token that was exchanged.',
    fix: 'Ask for an access token, a JWT or an ID token, by its URN. Or leave requested_token_type out.',
  },
  'token-exchange.subject-present': {
    why: 'The subject token says for whom the new one is.',
    fix: 'Send subject_token, and its kind as subject_token_type.',
  },
  'token-exchange.subject-valid': {
    why: 'A token that ended, or that another server issued, says nothing here.',
    fix: 'Send a live token of this server, and the subject_token_type that it is of.',
  },
  'token-exchange.subject-allowed': {
    why: 'A client that could exchange any token could be anybody.',
    fix: 'Send a token that this client got, or that is for its resource. Or widen subjects of its rule.',
  },
  'token-exchange.actor-pair': {
    why: 'Without its type nobody knows how to read the token.',
    fix: 'Send actor_token and actor_token_type, or neither.',
  },
  'token-exchange.actor-valid': {
    why: 'The new token tells who acts. That must be sure.',
    fix: 'Send a live token of this server as actor_token, with its type.',
  },
  'token-exchange.actor-own': {
    why: 'A client must not make somebody act whose token it only found.',
    fix: 'Send an actor_token that this client got itself.',
  },
  'token-exchange.may-act': {
    why: 'The subject token names who may act for its subject, and nobody else may.',
    fix: 'Act as the one whom may_act names.',
  },
  'token-exchange.impersonation': {
    why: 'Without an actor nobody sees later who really acted.',
    fix: 'Send an actor_token. Or set impersonation in the rule of this client.',
  },
  'token-exchange.target': {
    why: 'The rule says at which resources the new tokens of this client are good.',
    fix: 'Ask for one of its audiences, or add the resource to the rule.',
  },
  'token-exchange.user': {
    why: 'An ID token tells of a user who signed in. A client by itself has none.',
    fix: 'Ask for an access token.',
  },
} as const satisfies Advices
