import type { Advices } from './advice.ts'
import { signedByClient } from './signed-by-client.ts'

/** Checks of authorization requests in a request object, or pushed before. */
export const requestWayAdvice = {
  'request-object.one-way': {
    why: 'Two objects could say two things, and nobody knows which one was checked.',
    fix: 'Send request or request_uri, not both.',
  },
  'request-object.required': {
    why: 'Whoever sits at the browser can change plain parameters. A signature shows that nobody did.',
    fix: 'Sign the parameters as a request object, and send client_id and request. Or turn requireSignedRequestObject of the server and require_signed_request_object of the client off.',
  },
  'request-object.form': {
    why: 'What cannot be read says nothing. What a crit header wants must be understood.',
    fix: 'Send three parts in base64url with dots between, a JSON object in the second, and no crit.',
  },
  'request-object.typ': {
    why: 'A JWT that was made for something else must not pass for a request.',
    fix: 'Send typ oauth-authz-req+jwt in the header.',
  },
  'request-object.signed': {
    why: 'Whoever registered an algorithm, or a server of a strict profile, counts on the signature.',
    fix: 'Sign the object. Or register request_object_signing_alg none, where the server allows that.',
  },
  'request-object.none-registered': {
    why: 'Unsigned, the object protects nothing: anybody can write it.',
    fix: 'Sign the object. Or register request_object_signing_alg none, if it is to be unsigned.',
  },
  'request-object.algorithm': {
    why: 'Whoever could choose the algorithm would choose none, or a weak one.',
    fix: 'Sign with an algorithm of the server’s metadata, or with the registered request_object_signing_alg.',
  },
  'request-object.key-set': signedByClient.keySet,
  'request-object.key-found': {
    why: 'The server verifies by the client’s registered keys, never by one that comes along.',
    fix: 'Register the public key as jwks or at jwks_uri, and send its kid.',
  },
  'request-object.thumbprint': signedByClient.thumbprint,
  'request-object.certificate': signedByClient.certificate,
  'request-object.key-kind': {
    why: 'Each algorithm works with keys of one kind: RSA, or one curve.',
    fix: 'Sign with an algorithm of the key, or register a key of the algorithm. An RSA key has 2048 bits at least.',
  },
  'request-object.signature': {
    why: 'The signature shows that the client wrote the request, and that nobody changed it on its way.',
    fix: 'Sign with the key whose kid you send. Do not change the object afterwards.',
  },
  'request-object.client': {
    why: 'What one client signed must not pass for the request of another.',
    fix: 'Put the client_id of the request into the object, and the same as iss.',
  },
  'request-object.audience': {
    why: 'An object that was made for another server could be used here.',
    fix: 'Send the issuer as aud, letter by letter as the metadata has it.',
  },
  'request-object.not-nested': {
    why: 'An object in an object would have to be checked again, without an end.',
    fix: 'Put the parameters themselves into the object.',
  },
  'request-object.fresh': {
    why: 'An old request may have been found in a log or a history.',
    fix: 'Make a new one for each sign-in, by the lab’s clock. Seconds count, not milliseconds.',
  },
  'request-object.begun': signedByClient.begun,
  'request-object.bounded': {
    why: 'A request that was signed long ago, or for long, may have been made in store by a thief.',
    fix: 'Set nbf to now and exp to a few minutes later, both in seconds, by the lab’s clock.',
  },
  'request-object.unused': {
    why: 'Whoever finds the address in a history could begin the same sign-in again.',
    fix: 'Make a new object for each request, with a new jti.',
  },
  'request-uri.offered': {
    why: 'A server that fetches what anybody names can be sent to places where it should not go.',
    fix: 'Send the object itself as request, push the request, or name the host in requestUriHosts of the server’s configuration.',
  },
  'request-uri.registered': {
    why: 'The server fetches only what was registered. Else anybody could let it ask any address.',
    fix: 'Register the address in request_uris, letter by letter as it is sent.',
  },
  'request-uri.host': {
    why: 'Anybody may register a client. Which hosts are asked decides the administrator.',
    fix: 'Add the host to requestUriHosts of the server’s configuration, with its port.',
  },
  'request-uri.fetched': {
    why: 'Without the object the server does not know what is asked.',
    fix: 'Answer with 200 and the object alone, at most 16 KiB, without a redirect.',
  },
  'pushed-request.no-uri': {
    why: 'A pushed request says everything itself, so that nothing can be changed later.',
    fix: 'Push the parameters, or a request object as request.',
  },
  'pushed-request.required': {
    why: 'Parameters in the address can be read and changed at the browser. Pushed ones come from the client.',
    fix: 'Send the parameters to the par endpoint, then client_id and request_uri with the browser.',
  },
  'pushed-request.known': {
    why: 'Only a reference of this server says what was pushed.',
    fix: 'Send the request_uri of the answer as it is. After a reset of the lab, push again.',
  },
  'pushed-request.of-client': {
    why: 'What one client pushed must not be asked in the name of another.',
    fix: 'Send the client_id of the client that pushed it.',
  },
  'pushed-request.fresh': {
    why: 'A reference is good for one sign-in that begins now.',
    fix: 'Send the browser at once, or push again. pushedRequestLifetime says how long it waits.',
  },
  'pushed-request.unused': {
    why: 'A reference that is good twice could be put into the browser of somebody else.',
    fix: 'Push the request again for each sign-in.',
  },
} as const satisfies Advices
