/** What is wrong with a URI, and what to do about it; both continue a sentence or begin one. */
export interface UriProblem {
  /** Continues "the URI …". */
  message: string
  /** A sentence. */
  remedy: string
}

export interface RedirectUriRules {
  /** `native` as `application_type` (OpenID Connect Registration §2). */
  native: boolean
  /** The server's setting: a web client too may use plain HTTP at this machine. */
  httpForLocalhost: boolean
}

/**
 * What is wrong with a redirect URI, or undefined (RFC 9700 §2.6, §4.1.3; RFC 8252 §7, §8.3). The
 * one rule of registration, of the authorization endpoint and of `./lab doctor`.
 */
export function redirectUriProblem(uri: string, rules: RedirectUriRules): UriProblem | undefined {
  const url = URL.parse(uri)
  if (url === null) {
    return { message: 'is not an absolute URI', remedy: 'Send the whole URI, with its scheme.' }
  }
  if (uri.includes('#')) {
    return { message: 'has a fragment', remedy: 'Leave out what begins with #.' }
  }
  if (uri.includes('*')) {
    return { message: 'has a wildcard', remedy: 'Register each URI as it is sent.' }
  }
  if (url.username !== '' || url.password !== '') {
    return { message: 'holds user information', remedy: 'Leave out what stands before the @.' }
  }
  if (url.href !== uri) {
    return { message: 'is not written as URL parsers write it', remedy: `Send ${url.href}` }
  }
  if (url.protocol === 'https:') return undefined
  if (url.protocol === 'http:') return plainHttpProblem(url, rules)
  return privateUseProblem(url, rules)
}

/** Plain HTTP never leaves the machine: loopback of native clients alone (RFC 9700 §2.6). */
function plainHttpProblem(url: URL, rules: RedirectUriRules): UriProblem | undefined {
  if (!isThisMachine(url.hostname)) {
    return {
      message: 'is plain HTTP to another machine',
      remedy: 'Use https; plain HTTP is for 127.0.0.1, [::1] and localhost.',
    }
  }
  if (rules.native || rules.httpForLocalhost) return undefined
  return {
    message: 'is plain HTTP, and the client is a web application',
    remedy:
      'Use https, register application_type native, or set httpForLocalhost in the server configuration.',
  }
}

/** A private-use scheme is a domain name in reverse (RFC 8252 §7.1). */
function privateUseProblem(url: URL, { native }: RedirectUriRules): UriProblem | undefined {
  if (!native) {
    return {
      message: `has the scheme ${url.protocol}, and the client is a web application`,
      remedy: 'Use https, or register application_type native.',
    }
  }
  if (url.protocol.includes('.')) return undefined
  return {
    message: `has the scheme ${url.protocol}, which is no domain name in reverse`,
    remedy: 'Use a scheme such as com.example.app:',
  }
}

/** The loopback addresses of RFC 8252 §7.3, and `localhost`, which its §8.3 only advises against. */
function isThisMachine(hostname: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
}
