import type { Advices } from './advice.ts'

const tellsNothing = 'What exactly was wrong is in the recording alone: it would help to guess.'
const compare =
  'Compare id, secret and method with the registration; ./lab watch tells the precise check.'

/** Checks of forms, and of who sends them. */
export const clientAdvice = {
  'request.form': {
    why: 'The endpoint reads forms. Of another body it would see no parameter.',
    fix: 'Send Content-Type: application/x-www-form-urlencoded, and the parameters in the body.',
  },
  'request.parameters-once': {
    why: 'Two programs may read two different ones of the values.',
    fix: 'Send each parameter once; only resource may come again.',
  },
  'client.authenticated': { why: tellsNothing, fix: compare },
  'client.one-method': {
    why: 'Two ways could name two clients, and nobody knows which one was checked.',
    fix: 'Send one of them: the Authorization header, client_secret or client_assertion.',
  },
  'client.same-id': {
    why: 'What one client may do must not be asked in the name of another.',
    fix: 'Send the client_id that the credentials name, or leave it out of the form.',
  },
  'client.identified': {
    why: 'Codes and tokens belong to one client. Without a name they belong to nobody.',
    fix: 'Send client_id in the form, or id and secret by HTTP Basic.',
  },
  'client-document.address': {
    why: 'Two ways to write one address would be two clients, and plain HTTP anybody could change.',
    fix: 'Use an https address with a path, as a browser’s URL parser writes it.',
  },
  'client-document.fetched': {
    why: 'Without its metadata nobody knows where the answers of this client go.',
    fix: 'Publish a JSON object of at most 5 KiB at the client_id, which the server may reach.',
  },
  'client-document.same-id': {
    why: 'Somebody could have copied the metadata of another client.',
    fix: 'Have the metadata name their own address as client_id, letter by letter.',
  },
  'client-document.no-secret': {
    why: 'Everybody reads the metadata, so a secret in them is none.',
    fix: 'Leave client_secret out, and authenticate by private_key_jwt or not at all.',
  },
  'client-document.metadata': {
    why: 'These metadata count as a registration does.',
    fix: 'Change what the problems name.',
  },
  'client.offered-method': {
    why: 'The server, or the profile of the client, takes stronger methods alone.',
    fix: 'Register one of token_endpoint_auth_methods_supported, with a key where it needs one.',
  },
  'client.readable': {
    why: 'What cannot be decoded cannot be compared.',
    fix: 'Form-encode id and secret each, join them by a colon, then encode by base64.',
  },
  'client.known': {
    why: 'Only who is registered gets tokens.',
    fix: 'Compare client_id with the registration. After a reset of the lab, register the client again.',
  },
  'client.registered-method': {
    why: 'A client that can sign must not be asked with a weaker proof by whoever stole one.',
    fix: 'Use the method of the registration, or register token_endpoint_auth_method as it is sent.',
  },
  'client.secret': {
    why: 'The secret shows that the client is the one that registered.',
    fix: 'Compare it with the registration: nothing may be cut off, and Basic wants it form-encoded.',
  },
  'client.accepted': {
    why: 'A module of yours decides here.',
    fix: 'Look into the hook validateClient: it returned no, or failed.',
  },
  'client.confidential': {
    why: 'The answer tells of tokens. Without authentication everybody could try any token.',
    fix: 'Use a client with a secret. A resource server registers itself for this.',
  },
  'bearer.present': {
    why: 'Without a token nobody is known, and nothing is opened.',
    fix: 'Send Authorization: Bearer, and behind it the access token.',
  },
  'bearer.form': {
    why: 'A token with other characters was cut, quoted or encoded once too often.',
    fix: 'Send the token as it was issued: one word, without quotes, behind Bearer.',
  },
  'bearer.one-method': {
    why: 'Two places could hold two tokens, of which one is checked and the other used.',
    fix: 'Send one token, in the Authorization header alone.',
  },
  'bearer.not-in-query': {
    why: 'Addresses get into logs, histories and Referer headers, and the token with them.',
    fix: 'Send Authorization: Bearer instead of access_token in the address.',
  },
  'bearer.not-in-body': {
    why: 'The metadata of this resource names the header as the only way.',
    fix: 'Send Authorization: Bearer instead of access_token in the form.',
  },
  'encryption-key.found': {
    why: 'What a client wants encrypted is never sent in the clear.',
    fix: 'Publish a public key that its …_encrypted_response_alg takes, with use enc or none, in jwks or at jwks_uri.',
  },
} as const satisfies Advices
