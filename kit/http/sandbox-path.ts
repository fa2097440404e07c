import { defaultSandbox } from '../sandbox.ts'

const wellKnown = /^(\/\.well-known\/oauth-[a-z-]+)\/(?:~|%7[eE])([^/?#]*)/
const prefixed = /^\/(?:~|%7[eE])([^/?#]*)/

/**
 * Splits a request target into the sandbox that it names and the path within it. In well-known
 * addresses the sandbox comes after the well-known part (RFC 8414 §3.1, RFC 9728 §3.1).
 */
export function splitSandbox(url: string): { sandbox: string; path: string } {
  const special = wellKnown.exec(url)
  if (special !== null) {
    return { sandbox: nameOf(special[2]!), path: special[1]! + url.slice(special[0].length) }
  }
  const named = prefixed.exec(url)
  if (named === null) return { sandbox: defaultSandbox, path: url }
  return { sandbox: nameOf(named[1]!), path: url.slice(named[0].length) || '/' }
}

/** The default sandbox has no prefix: with one its pages would stand outside of their cookies' path. */
function nameOf(named: string): string {
  return named === defaultSandbox ? '' : named
}
