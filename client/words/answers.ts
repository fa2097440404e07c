/** What a peer is asked, as pages head it. */
export interface Asked {
  id: string
  title: string
  note: string
  from: 'authserver' | 'resserver'
}

/** What each peer is asked. @param scope what the protected resources need */
export function askedOf(scope: string) {
  return {
    introspection: {
      id: 'introspection',
      title: 'Introspection',
      note: 'What the authorization server says about the access token now.',
      from: 'authserver',
    },
    userinfo: {
      id: 'userinfo',
      title: 'UserInfo',
      note: 'What the authorization server tells about you, within what you allowed.',
      from: 'authserver',
    },
    resource: {
      id: 'resource',
      title: 'Protected resource',
      note: `Asks for the scope \`${scope}\`.`,
      from: 'resserver',
    },
    delegated: {
      id: 'delegated',
      title: 'Protected resource, delegated',
      note: `Asks for the scope \`${scope}\` and runs as the person whose token it is.`,
      from: 'resserver',
    },
    administration: {
      id: 'administration',
      title: 'Delegated administration',
      note: 'Runs as the person whose token it is, and needs the role `administrator`.',
      from: 'resserver',
    },
  } as const satisfies Record<string, Asked>
}

/** Says in the note where the properties of the lab's example hooks come from, if the answer has them. */
export function withExamples(asked: Asked, body: string | undefined): Asked {
  return body?.includes('"my-property"')
    ? { ...asked, note: `${asked.note} ${exampleNote}` }
    : asked
}

const exampleNote =
  '`my-property` and `other-property` are of the example hooks of the lab: what a module of yours may add, by `./lab up --hooks FILE`.'

/** Why UserInfo may refuse a token that is for the resource server alone (RFC 8707 §2). */
export const notForUserInfo =
  'UserInfo: the token is for the resource server, and this server takes such a token nowhere else. Who signed in stands in the ID token.'

/** An answer that refuses: its status, and what it told. */
export interface Refused {
  status: number
  error?: string | undefined
  description?: string | undefined
  clause?: string | undefined
}

/** A refusal in words: what it is, what to do, and its clause. */
export interface Refusal {
  heading: string
  text: string
  clause?: string
}

/** Puts a refusal in words. @param peer who refused, in words */
export function refusalOf(
  { status, error = '', description, clause }: Refused,
  peer: string,
): Refusal {
  const told =
    [error && `\`${error}\`:`, description].filter(Boolean).join(' ') || 'No reason was given.'
  if (status >= 500) return { heading: `The ${peer} does not answer as it should`, text: told }
  if (error === 'insufficient_scope') {
    return {
      heading: 'Refused: the token does not reach that far',
      text: `${told} For a scope that you did not allow: log out, sign in again and tick it.`,
      clause: 'RFC 6750 §3.1',
    }
  }
  if (status === 401) {
    return {
      heading: 'Refused: the token is not good',
      text: `${told} Refresh, or log out and sign in again.`,
      clause: 'RFC 6750 §3.1',
    }
  }
  return {
    heading: `Refused by the ${peer}`,
    text: told,
    ...(clause !== undefined && { clause }),
  }
}

/** What is said of a peer that did not answer at all. */
export function unanswered(peer: string, text = 'Nothing came back.'): Refusal {
  return { heading: `The ${peer} does not answer`, text }
}
