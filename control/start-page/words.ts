/** A word of OAuth, explained for people who know HTTP. */
export interface Word {
  word: string
  means: string
}

/** The words of the start page, in the order in which a flow meets them (RFC 6749 §1.1, §1.3, §1.4). */
export const words: readonly Word[] = [
  { word: 'Resource owner', means: 'who may give access; here that is you' },
  { word: 'Client', means: 'the program that wants to call a resource server' },
  {
    word: 'Authorization server',
    means: 'the server that signs people in, asks them, and makes tokens',
  },
  { word: 'Resource server', means: 'the server that holds what is protected' },
  {
    word: 'Access token',
    means: 'a text that lets its bearer call a resource server, for some things and some time',
  },
  { word: 'Scope', means: 'one thing that a token may open, for example `my/scope`' },
  { word: 'Code', means: 'a ticket, good once and briefly, that a client turns into tokens' },
  { word: 'Front channel', means: 'messages through the browser' },
  { word: 'Back channel', means: 'messages from server to server' },
]
