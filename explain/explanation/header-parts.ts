import { challengeParameters } from '../catalogue/challenge-parameters.ts'
import { headers } from '../catalogue/headers.ts'
import { parameters } from '../catalogue/parameters.ts'
import { cookiesOf, setCookiesOf } from '../exchange/set-cookie.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { readJwt } from '../exchange/jwt.ts'
import { basicCredentials } from '../recording/client-authentication.ts'
import { hideAddress } from '../secrets/hide-address.ts'
import { readChallenges } from './challenge.ts'
import type { Part } from './part.ts'
import { jwtParts, meaningOf, part } from './read-parts.ts'
import type { Reading } from './read-parts.ts'

/** The headers of a request that matter to the protocol. */
export function requestHeaderParts(exchange: Exchange, reading: Reading): Part[] {
  return exchange.requestHeaders.flatMap(({ name, value }) => {
    if (name === 'authorization') return [authorizationPart(exchange, value, reading)]
    if (name === 'cookie') return []
    return plainPart(name, value, reading)
  })
}

/** The cookies of a request: their names, for each value is a secret. */
export function cookieParts(exchange: Exchange, reading: Reading): Part[] {
  const { means, clause } = headers.cookie
  return cookiesOf(exchange).map(({ name, value }) => ({
    in: 'cookie',
    name,
    value: reading.hide(value),
    means,
    clause,
    secret: 'cookie',
  }))
}

/** The headers of an answer that matter to the protocol. */
export function responseHeaderParts(exchange: Exchange, reading: Reading): Part[] {
  const { means, clause } = headers['set-cookie']
  const cookies = setCookiesOf(exchange).map(({ name, value, attributes }): Part => {
    const said = Object.entries(attributes).map(([key, one]) => (one ? `${key}=${one}` : key))
    return {
      in: 'header',
      name: 'set-cookie',
      value: [`${name}=${value && reading.hide(value)}`, ...said].join('; '),
      means,
      clause,
      secret: 'cookie',
    }
  })
  const others = exchange.responseHeaders.flatMap(({ name, value }) => {
    if (name === 'set-cookie') return []
    if (name === 'www-authenticate') return [challengePart(value, reading)]
    return plainPart(name, value, reading)
  })
  return [...others, ...cookies]
}

function plainPart(name: string, value: string, reading: Reading): Part[] {
  const meaning = meaningOf(headers, name)
  if (meaning === undefined) return []
  const isAddress = name === 'location' || name === 'referer'
  const shown = isAddress ? hideAddress(value, reading.hide) : value
  return [part('header', name, shown, headers, reading)]
}

function authorizationPart(exchange: Exchange, value: string, reading: Reading): Part {
  const { means, clause } = headers.authorization
  const [scheme = '', credentials = ''] = value.split(/ (.*)/s)
  const base = { in: 'header', name: 'authorization', means, clause } as const
  const basic = basicCredentials(exchange)
  if (basic !== undefined) {
    const { clientId, secret } = basic
    return {
      ...base,
      value: `Basic ${reading.hide(credentials)}`,
      secret: 'client secret',
      says: 'client_secret_basic: id and secret of the client',
      parts: [
        part('header', 'client_id', clientId, parameters, reading),
        part('header', 'client_secret', secret, parameters, reading),
      ],
    }
  }
  const jwt = readJwt(credentials)
  return {
    ...base,
    value: `${scheme} ${reading.hide(credentials)}`,
    secret: 'access token',
    says: jwt === undefined ? 'an opaque token: only its issuer can read it' : 'a JWT',
    ...(jwt && { parts: jwtParts(jwt, reading) }),
  }
}

function challengePart(value: string, reading: Reading): Part {
  const { means, clause } = headers['www-authenticate']
  const parts = readChallenges(value).flatMap(({ parameters: said }) =>
    Object.entries(said).map(([name, one]) =>
      part('header', name, one, challengeParameters, reading),
    ),
  )
  return { in: 'header', name: 'www-authenticate', value, means, clause, parts }
}
