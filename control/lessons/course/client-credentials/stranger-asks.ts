import type { Step } from '../../engine/lesson.ts'
import { tokenEndpoint, tryIt } from '../../engine/places.ts'
import { answered, failed, from, sent, status, that } from '../../engine/requirements.ts'

export const strangerAsks: Step = {
  title: 'A stranger asks',
  idea: 'A program that acts for itself needs no user. It asks the **token endpoint** with a **client id** and a **client secret**. The authorization server must know both.',
  todo: 'Guess first: what does a server say to a name that it never heard? With Try it, curl or Postman send `grant_type=client_credentials`, `scope=my/scope` to `{issuer}/token`, with HTTP Basic `stranger`, `secret` (in Try it: Token request, client credentials; in Postman: “bring a token of the client itself”).',
  places: [tryIt, tokenEndpoint],
  lines: [
    {
      name: 'A',
      message: 'token request',
      words: 'a name that nobody knows was refused as `invalid_client`',
      clause: 'RFC 6749 §5.2',
      requires: [
        from('program'),
        sent('grant_type', 'client_credentials'),
        that(
          'Authorization',
          'Basic',
          ({ basic }) => basic,
          () => 'not Basic',
        ),
        failed('client.known'),
        status(401),
        answered('error', 'invalid_client'),
      ],
    },
  ],
  mistakes: [],
  look: 'Nothing has arrived? If Postman speaks of a certificate, choose the lab’s root under Settings, Certificates. Leave verification on.',
  answer:
    '`curl --cacert .lab/certs/root.crt -u stranger:secret -d grant_type=client_credentials -d scope=my/scope {issuer}/token`',
  ran: [
    {
      words: 'The authorization server looks for the client.',
      file: 'authserver/clients/authenticate-client.ts',
      at: "'client.known'",
    },
  ],
}
