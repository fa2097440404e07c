/** Who sends or receives a message. */
export type Party = 'browser' | 'client' | 'spa' | 'authserver' | 'resserver' | 'program'

/** The names of the parties in sentences and drawings. */
export const partyNames: Readonly<Record<Party, string>> = {
  browser: 'Browser',
  client: 'Client',
  spa: 'Client in the browser',
  authserver: 'Authorization server',
  resserver: 'Resource server',
  program: 'Program',
}

/** Which part of the catalogue explains a body. */
export type Vocabulary =
  | 'parameters'
  | 'claims'
  | 'formFields'
  | 'serverMetadata'
  | 'resourceMetadata'
  | 'clientMetadata'
  | 'keySet'
  | 'resourceAnswer'

/** A request of the protocol and its answer. */
export interface Message {
  /** The name of a row in the roles' tables of endpoints, for example `token request`. */
  id: string
  /** For a heading. */
  name: string
  /** What a good answer is called. */
  answer: string
  /** What it is for, for a person who learns. */
  purpose: string
  clause: string
  from: Party
  to: Party
  /** `front`: through the browser; `back`: a direct call. */
  channel: 'front' | 'back'
  /** What explains parameters of the request; `parameters` unless told. */
  asks?: Vocabulary
  /** What explains the members of a JSON answer; `parameters` unless told. */
  answers?: Vocabulary
}

const front = { from: 'browser', to: 'authserver', channel: 'front' } as const
const back = { from: 'client', to: 'authserver', channel: 'back' } as const
const managed = { ...back, asks: 'clientMetadata', answers: 'clientMetadata' } as const
const atClient = { from: 'browser', to: 'client', channel: 'front' } as const

const rows = [
  {
    ...back,
    id: 'metadata request',
    name: 'Metadata request',
    answer: 'Metadata of the authorization server',
    purpose:
      'The client asks the authorization server for its addresses and for what it can do. From then on it needs no other configuration than the issuer.',
    clause: 'RFC 8414 §3; OpenID Connect Discovery §4',
    answers: 'serverMetadata',
  },
  {
    ...back,
    id: 'key set request',
    name: 'Key set request',
    answer: 'Key set',
    purpose:
      'Whoever checks a signature of the authorization server asks for its public keys. The token says in its header which one to use.',
    clause: 'RFC 7517 §5',
    answers: 'keySet',
  },
  {
    ...front,
    id: 'authorization request',
    name: 'Authorization request',
    answer: 'Authorization response',
    purpose:
      'The browser carries the client’s wish to the authorization server. Whoever sits at the browser can read and change it, so it holds no secret.',
    clause: 'RFC 6749 §4.1.1; OpenID Connect Core §3.1.2.1',
  },
  {
    ...front,
    id: 'sign-in page',
    name: 'Sign-in page',
    answer: 'Sign-in page',
    purpose:
      'The browser asks for the page on which the user signs in or consents. No client sees what is typed there.',
    clause: 'OpenID Connect Core §3.1.2.3',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'sign-in as another user',
    name: 'Sign-in as another user',
    answer: 'Sign-in page',
    purpose: 'The person at the browser is another one than the one who is signed in.',
    clause: 'OpenID Connect Core §3.1.2.3',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'sign-in',
    name: 'Name and password',
    answer: 'The next step',
    purpose:
      'The user shows the authorization server who signs in. The password goes to this server alone.',
    clause: 'OpenID Connect Core §3.1.2.3',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'sign-in step',
    name: 'Step of the sign-in',
    answer: 'The next step',
    purpose: 'The browser goes on from one page of the authorization server to the next.',
    clause: 'OpenID Connect Core §3.1.2.3',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'second factor',
    name: 'Second factor',
    answer: 'The next step',
    purpose:
      'The user shows something besides the password: a code that changes every half minute.',
    clause: 'RFC 6238 §5.2',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'consent',
    name: 'Consent',
    answer: 'Authorization response',
    purpose:
      'The user decides what the client may do. The authorization server issues no code before that.',
    clause: 'OpenID Connect Core §3.1.2.4',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'forgotten password page',
    name: 'Page for a forgotten password',
    answer: 'Page for a forgotten password',
    purpose: 'The user forgot the password, and looks for a way to another one.',
    clause: 'OpenID Connect Core §3.1.2.3',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'forgotten password',
    name: 'Forgotten password',
    answer: 'The same page for everybody',
    purpose:
      'The user asks for a mail with a link. The answer is the same whether there is such a user or not.',
    clause: 'RFC 6749 §10.10',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'user registration page',
    name: 'Page for an account',
    answer: 'Page for an account',
    purpose: 'A person who has no account looks for a way to one. An application may lead here.',
    clause: 'OpenID Connect Prompt Create §4',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'user registration',
    name: 'Wish for an account',
    answer: 'The same page for everybody',
    purpose:
      'The person types user name, name, mail address and password. The account is made once the link of a mail was followed.',
    clause: 'OpenID Connect Prompt Create §4',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'confirmation page',
    name: 'Page that makes the account',
    answer: 'Page that makes the account',
    purpose: 'The person opens the link of the mail. It is not used up by that.',
    clause: 'RFC 6819 §5.1.5.4',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'confirmation',
    name: 'Confirmed mail address',
    answer: 'The next step',
    purpose: 'The account is made: the link shows that the mail address is the person’s own.',
    clause: 'OpenID Connect Core §5.1',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'new password page',
    name: 'Page for a new password',
    answer: 'Page for a new password',
    purpose: 'The user opens the link of the mail. It is not used up by that.',
    clause: 'RFC 6819 §5.1.5.4',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'new password',
    name: 'New password',
    answer: 'What ended',
    purpose:
      'The user chooses another password. Sessions and refresh tokens of this user end, and the link is used up.',
    clause: 'NIST SP 800-63B §5.1.1.2',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'sign-in at a provider',
    name: 'Sign-in at an identity provider',
    answer: 'Authorization request to the identity provider',
    purpose:
      'The user wants to sign in at another server. This one sends the browser there, as a client does.',
    clause: 'OpenID Connect Core §3.1.2.1',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'answer of a provider',
    name: 'Answer of an identity provider',
    answer: 'The next step',
    purpose:
      'The browser brings the answer of the other server. This server exchanges its code, and knows who signed in.',
    clause: 'RFC 6749 §4.1.2',
  },
  {
    ...front,
    id: 'change of a link',
    name: 'Link to an identity provider',
    answer: 'The next step',
    purpose:
      'The user links an account of another server to the own one here, or ends such a link.',
    clause: 'OpenID Connect Core §5.7',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'log-out answer of a provider',
    name: 'Return from the log-out of an identity provider',
    answer: 'The next step',
    purpose:
      'The user logged out at the other server too. The browser goes on to where it was meant to go.',
    clause: 'OpenID Connect RP-Initiated Logout §3',
  },
  {
    ...front,
    id: 'user code page',
    name: 'Page for the code of a device',
    answer: 'Page for the code of a device',
    purpose:
      'The user opens the page that a device named. The device itself has no browser, or no keyboard.',
    clause: 'RFC 8628 §3.3',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'user code',
    name: 'Code of a device',
    answer: 'The next step',
    purpose: 'The user types what the device shows. So the server knows which device is meant.',
    clause: 'RFC 8628 §3.3',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'backchannel requests page',
    name: 'Page of what waits for the user',
    answer: 'Page of what waits for the user',
    purpose:
      'The user looks at what clients ask for from elsewhere, or at how one of them was answered.',
    clause: 'CIBA Core §8',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'choice of a backchannel request',
    name: 'Choice of a backchannel request',
    answer: 'The next step',
    purpose: 'The user chooses what to look at. The server shows then what is asked for.',
    clause: 'CIBA Core §8',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'account page',
    name: 'Account page',
    answer: 'Account page',
    purpose: 'The user looks at what was allowed to whom.',
    clause: 'RFC 6749 §1.2',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'end of a consent',
    name: 'End of a consent',
    answer: 'Account page',
    purpose: 'The user takes back what was allowed. The tokens of that client end.',
    clause: 'RFC 7009 §1',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'change of password page',
    name: 'Page for a change of password',
    answer: 'Page for a change of password',
    purpose: 'The user is signed in, and wants another password.',
    clause: 'NIST SP 800-63B §5.1.1.2',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'change of password',
    name: 'Change of password',
    answer: 'What ended',
    purpose:
      'The user types the present password and another one. Other sessions end, and refresh tokens too.',
    clause: 'NIST SP 800-63B §5.1.1.2',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'logout request',
    name: 'Log-out request',
    answer: 'Log-out',
    purpose:
      'The client sends the browser to the authorization server to end the session there, not at the client alone.',
    clause: 'OpenID Connect RP-Initiated Logout §2',
  },
  {
    ...front,
    id: 'logout answer',
    name: 'Answer to the log-out question',
    answer: 'Log-out',
    purpose: 'The user says whether to log out. Nobody else can say it for them.',
    clause: 'OpenID Connect RP-Initiated Logout §2',
    asks: 'formFields',
  },
  {
    ...front,
    id: 'session check page',
    name: 'Session check page',
    answer: 'Session check page',
    purpose:
      'The client holds this page in a frame, and asks its script whether the session at the server changed.',
    clause: 'OpenID Connect Session Management §3.2',
  },
  {
    ...back,
    id: 'token request',
    name: 'Token request',
    answer: 'Token response',
    purpose:
      'The client exchanges what it was given for tokens, and shows who it is. Nothing of this goes through a redirect.',
    clause: 'RFC 6749 §3.2',
  },
  {
    ...back,
    id: 'introspection request',
    name: 'Introspection request',
    answer: 'Introspection response',
    purpose:
      'A resource server asks the authorization server whether a token is good now. So it learns of a token that was revoked: no signature tells that.',
    clause: 'RFC 7662 §2.1',
    from: 'resserver',
    answers: 'claims',
  },
  {
    ...back,
    id: 'revocation request',
    name: 'Revocation request',
    answer: 'Revocation response',
    purpose: 'The client gives a token back. It is good for nothing from then on.',
    clause: 'RFC 7009 §2.1',
  },
  {
    ...back,
    id: 'UserInfo request',
    name: 'UserInfo request',
    answer: 'UserInfo response',
    purpose: 'The client asks who the user is, with the access token that the user allowed.',
    clause: 'OpenID Connect Core §5.3.1',
    answers: 'claims',
  },
  {
    ...managed,
    id: 'client registration request',
    name: 'Client registration request',
    answer: 'Client information response',
    purpose:
      'The client introduces itself. The server gives it a name, and a secret if it can keep one.',
    clause: 'RFC 7591 §3.1',
  },
  {
    ...managed,
    id: 'client read request',
    name: 'Client read request',
    answer: 'Client information response',
    purpose: 'The client reads what the server holds of it.',
    clause: 'RFC 7592 §2.1',
  },
  {
    ...managed,
    id: 'client update request',
    name: 'Client update request',
    answer: 'Client information response',
    purpose: 'The client replaces what the server holds of it, whole.',
    clause: 'RFC 7592 §2.2',
  },
  {
    ...managed,
    id: 'client delete request',
    name: 'Client delete request',
    answer: 'Deleted',
    purpose: 'The client ends its registration. Its tokens end with it.',
    clause: 'RFC 7592 §2.3',
  },
  {
    ...atClient,
    id: 'callback',
    name: 'Callback',
    answer: 'The client goes on',
    purpose:
      'The browser hands the answer over to the client. The client compares state and iss before it uses the code.',
    clause: 'RFC 6749 §4.1.2; RFC 9207 §2.4',
  },
  {
    ...atClient,
    id: 'sign-in start',
    name: 'Sign-in wanted',
    answer: 'Redirect to the authorization server',
    purpose:
      'The user wants to sign in at the client, which sends the browser on to the authorization server.',
    clause: 'RFC 6749 §4.1',
  },
  {
    ...atClient,
    id: 'third-party sign-in start',
    name: 'Sign-in wanted by another site',
    answer: 'Redirect to the authorization server',
    purpose: 'Another site sends the browser to the client to begin a sign-in there.',
    clause: 'OpenID Connect Core §4',
  },
  {
    ...atClient,
    id: 'application page',
    name: 'Application page',
    answer: 'Page',
    purpose: 'The browser asks the client for its page.',
    clause: 'RFC 6749 §1.1',
  },
  {
    ...atClient,
    id: 'application action',
    name: 'Button of the application',
    answer: 'Page',
    purpose: 'The user pressed a button of the client: refresh, log out, call.',
    clause: 'RFC 6749 §1.1',
    asks: 'formFields',
  },
  {
    id: 'resource request',
    name: 'Resource request',
    answer: 'Resource',
    purpose:
      'The client shows its access token to the resource server, which decides what it opens.',
    clause: 'RFC 6750 §2.1',
    from: 'client',
    to: 'resserver',
    channel: 'back',
    answers: 'resourceAnswer',
  },
  {
    id: 'resource metadata request',
    name: 'Resource metadata request',
    answer: 'Metadata of the resource',
    purpose:
      'The client asks a resource which authorization servers it trusts, and for which scopes to ask.',
    clause: 'RFC 9728 §3.1',
    from: 'client',
    to: 'resserver',
    channel: 'back',
    answers: 'resourceMetadata',
  },
  {
    id: 'preflight request',
    name: 'CORS preflight',
    answer: 'CORS answer',
    purpose: 'The browser asks whether a script of another site may send the request that follows.',
    clause: 'Fetch Standard, CORS protocol',
    from: 'browser',
    to: 'authserver',
    channel: 'front',
  },
  {
    ...back,
    id: 'pushed authorization request',
    name: 'Pushed authorization request',
    answer: 'Pushed authorization response',
    purpose:
      'The client leaves its wish at the authorization server beforehand. The browser then carries a reference that nobody can change.',
    clause: 'RFC 9126 §2.1',
  },
  {
    ...back,
    id: 'device authorization request',
    name: 'Device authorization request',
    answer: 'Device authorization response',
    purpose: 'A device without a browser asks for a code that its user types elsewhere.',
    clause: 'RFC 8628 §3.1',
  },
  {
    ...back,
    id: 'backchannel authentication request',
    name: 'Backchannel authentication request',
    answer: 'Backchannel authentication response',
    purpose: 'The client asks the server to ask a user on another device.',
    clause: 'CIBA Core §7.1',
  },
  {
    id: 'backchannel logout',
    name: 'Back-channel log-out',
    answer: 'Taken note',
    purpose: 'The authorization server tells the client that a session ended.',
    clause: 'OpenID Connect Back-Channel Logout §2.5',
    from: 'authserver',
    to: 'client',
    channel: 'back',
  },
  {
    id: 'backchannel notification',
    name: 'Notification of an answer',
    answer: 'Taken note',
    purpose:
      'The authorization server tells the client that its user has answered, or sends the tokens themselves.',
    clause: 'CIBA Core §9',
    from: 'authserver',
    to: 'client',
    channel: 'back',
  },
  {
    ...atClient,
    id: 'frontchannel logout',
    name: 'Front-channel log-out',
    answer: 'Taken note',
    purpose:
      'A page of the authorization server loads this in a frame, so that the client forgets its session.',
    clause: 'OpenID Connect Front-Channel Logout §2',
  },
] as const satisfies readonly Message[]

/** What the field calls a message, as the lab knows it. */
export type MessageName = (typeof rows)[number]['id']

/** Every message, those of the lab's roles by the names of their rows. */
export const messages: readonly (Message & { id: MessageName })[] = rows

const byId = new Map<string, Message>(messages.map((message) => [message.id, message]))

/** The message of that id. */
export function messageOf(id: string): Message | undefined {
  return byId.get(id)
}

/** What a token request exchanges, by its `grant_type`: the purpose in words. */
export const grantPurposes: Readonly<Record<string, { purpose: string; clause: string }>> = {
  authorization_code: {
    purpose:
      'The client exchanges the code for tokens. It shows that it is the client that asked: by the verifier that it kept. A confidential client also shows its credentials. Nothing of this goes through a redirect.',
    clause: 'RFC 6749 §4.1.3; RFC 7636 §4.5',
  },
  client_credentials: {
    purpose: 'The client asks for a token for itself. No user is part of it.',
    clause: 'RFC 6749 §4.4.2',
  },
  refresh_token: {
    purpose:
      'The client exchanges its refresh token for a new access token. The user is not asked again.',
    clause: 'RFC 6749 §6',
  },
  password: {
    purpose: 'The client exchanges the user’s password for a token. No new client does this.',
    clause: 'RFC 6749 §4.3.2; RFC 9700 §2.4',
  },
  'urn:ietf:params:oauth:grant-type:device_code': {
    purpose: 'The device asks whether the user has answered, and gets its token then.',
    clause: 'RFC 8628 §3.4',
  },
  'urn:ietf:params:oauth:grant-type:token-exchange': {
    purpose: 'A service exchanges a token that it was sent for one that it may use elsewhere.',
    clause: 'RFC 8693 §2.1',
  },
  'urn:ietf:params:oauth:grant-type:jwt-bearer': {
    purpose: 'The client exchanges a statement that a trusted issuer signed for a token.',
    clause: 'RFC 7523 §2.1',
  },
  'urn:openid:params:grant-type:ciba': {
    purpose: 'The client asks whether the user has answered on the other device.',
    clause: 'CIBA Core §10.1',
  },
}
