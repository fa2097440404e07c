import type { Advices } from './advice.ts'

/** Checks of dynamic registration. */
export const registrationAdvice = {
  'registration.open': {
    why: 'Who runs the server decides whether clients may register themselves.',
    fix: 'Set registration to open or initial-token, or make the client by the control API.',
  },
  'registration.token-present': {
    why: 'Only who may register, or whose registration it is, gets in here.',
    fix: 'Send Authorization: Bearer with the initial token or the registration_access_token.',
  },
  'registration.initial-token': {
    why: 'The operator hands that token to those who may register.',
    fix: 'Make one by POST /authserver/admin/api/initial-tokens. Send it as Authorization: Bearer.',
  },
  'registration.access-token': {
    why: 'Nobody but the client itself may read and change its registration.',
    fix: 'Send the registration_access_token that came with this client’s registration.',
  },
  'registration.media-type': {
    why: 'The endpoint reads JSON. Of another body it would see nothing.',
    fix: 'Send Content-Type: application/json.',
  },
  'registration.object': {
    why: 'Client metadata has names and values.',
    fix: 'Send one JSON object, for example {"redirect_uris": ["https://app.example/callback"]}.',
  },
  'registration.room': {
    why: 'A registration that is open to all could fill the server.',
    fix: 'Delete clients that nobody needs, or reset the sandbox.',
  },
  'registration.resource-elsewhere': {
    why: 'A stranger could register the lab’s own resources, and see the tokens for them.',
    fix: 'Register resources at an address of yours, or let an administrator make the client.',
  },
  'registration.resource-free': {
    why: 'Two owners of one resource could each use the tokens that are meant for the other.',
    fix: 'Choose another address, or delete the client that has it.',
  },
  'registration.redirect-uris': {
    why: 'Codes go to these addresses, so each must lead to the client alone.',
    fix: 'Send whole https addresses without a fragment. Native applications may use plain HTTP at this machine.',
  },
  'registration.metadata': {
    why: 'What a client registers is what it may do later. A wrong value would fail there.',
    fix: 'Correct each member that problems names.',
  },
} as const satisfies Advices
