import { isAbsoluteUri } from '@oauth-lab/kit/absolute-uri.ts'
import { signingAlgorithms } from '@oauth-lab/kit/admin/configuration-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { z } from 'zod'
import type { Converted, Left } from './converted.ts'
import { convertKeys } from './keys.ts'
import { isFree } from './mapper.ts'
import type { Mapper } from './mapper.ts'
import { readForeign } from './read-file.ts'

const claims = z.record(z.string(), z.unknown()).default({})

/** `OAuth2Config`, as the variables `JSON_CONFIG` and `JSON_CONFIG_PATH` have it. */
const Config = z.looseObject({
  interactiveLogin: z.boolean().default(false),
  tokenProvider: z
    .looseObject({
      keyProvider: z
        .looseObject({ initialKeys: z.string().nullish(), algorithm: z.string().nullish() })
        .nullish(),
      systemTime: z.string().nullish(),
    })
    .nullish(),
  tokenCallbacks: z
    .array(
      z.looseObject({
        issuerId: z.string(),
        tokenExpiry: z.int().optional(),
        requestMappings: z
          .array(
            z.looseObject({
              requestParam: z.string(),
              match: z.string().default('*'),
              claims,
              typeHeader: z.string().optional(),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
})
type Mapping = z.output<typeof Config>['tokenCallbacks'][number]['requestMappings'][number]

/** The configuration of navikt/mock-oauth2-server, and of its issuers one: each is a sandbox here. */
export function convertNavikt(file: unknown, issuerId: string | undefined): Converted {
  const config = readForeign(Config, file, 'a configuration of mock-oauth2-server')
  const left: Left[] = []
  const say = (path: string, message: string) => left.push({ path, message })
  const { keyProvider, systemTime } = config.tokenProvider ?? {}
  if (systemTime) say('tokenProvider.systemTime', `set the lab’s clock: ./lab clock ${systemTime}`)
  for (const [member, message] of Object.entries(notTaken)) {
    if (config[member] !== undefined) say(member, message)
  }
  const algorithm = keyProvider?.algorithm ?? 'RS256'
  const known = signingAlgorithms.find((one) => one === algorithm)
  if (known === undefined) {
    say('tokenProvider.keyProvider.algorithm', `${algorithm} is not offered; RS256 is used`)
  }
  const keys = convertKeys(
    readKeys(keyProvider?.initialKeys),
    'tokenProvider.keyProvider.initialKeys',
  )
  const callback = chooseCallback(config.tokenCallbacks, issuerId)
  const converted = (callback?.requestMappings ?? []).map((mapping, at) =>
    convertMapping(mapping, `tokenCallbacks.${issuerId ?? 0}.requestMappings.${at}`, left),
  )
  const scopes = Object.assign({}, ...converted.map((parts) => parts.scopes)) as object
  const typ = callback?.requestMappings.find(({ typeHeader }) => typeHeader === 'at+jwt')
  return {
    document: {
      interaction: config.interactiveLogin ? 'pages' : 'automatic',
      accessTokenTyp: typ === undefined ? 'JWT' : 'at+jwt',
      refreshTokens: 'always',
      signingAlgorithm: known ?? 'RS256',
      ...(callback?.tokenExpiry !== undefined && { accessTokenLifetime: callback.tokenExpiry }),
      ...(Object.keys(scopes).length > 0 && {
        supportedScopes: { openid: 'Know that it is you', ...scopes },
      }),
      resources: Object.assign({}, ...converted.map(({ resources }) => resources)) as object,
      clients: converted.flatMap(({ clients }) => clients),
      users: converted.flatMap(({ users }) => users),
      ...(keys.keys.length > 0 && { keys: keys.keys }),
    },
    mappers: converted.flatMap(({ mappers }) => mappers),
    left: [...left, ...keys.left],
  }
}

const notTaken: Readonly<Record<string, string>> = {
  httpServer: 'the lab has its own web server, with TLS; ./lab up --http has none',
  loginPagePath: 'a hooks module puts a notice on the sign-in page (displayLogin)',
  staticAssetsPath: 'the lab serves no files of yours',
}

function chooseCallback<T extends { issuerId: string }>(
  callbacks: readonly T[],
  issuerId: string | undefined,
): T | undefined {
  const found =
    issuerId === undefined ? callbacks[0] : callbacks.find((one) => one.issuerId === issuerId)
  if (callbacks.length === 0 || (found !== undefined && (issuerId || callbacks.length === 1))) {
    return found
  }
  const names = callbacks.map((one) => one.issuerId).join(', ')
  const message = `the file has ${names}: choose one by --realm, and import each in a sandbox of its own`
  throw new ConfigurationError('Which issuer?', [{ path: 'tokenCallbacks', message }])
}

function readKeys(text: string | null | undefined): unknown[] {
  if (!text) return []
  try {
    return [JSON.parse(text)]
  } catch {
    return [text]
  }
}

interface Parts {
  clients: object[]
  users: object[]
  scopes: Record<string, string>
  resources: Record<string, object>
  mappers: Mapper[]
}

/** What requests with a parameter get: by client, scope, grant type or user. Others only a hook tells apart. */
function convertMapping(
  { requestParam, match, claims: given }: Mapping,
  path: string,
  left: Left[],
): Parts {
  const parts: Parts = { clients: [], users: [], scopes: {}, resources: {}, mappers: [] }
  const say = (member: string, message: string) => left.push({ path: `${path}.${member}`, message })
  const { sub, aud, ...others } = given
  const when = whenOf(requestParam, match)
  if (when === undefined) {
    say('requestParam', `${requestParam} is not what hooks see: POST tokens makes such a token`)
    return parts
  }
  const [client] = when.clients ?? []
  if (client !== undefined) {
    parts.clients.push({ client_id: client, grant_types: ['client_credentials'] })
  }
  if (when.scope !== undefined) parts.scopes[when.scope] = when.scope
  if (when.user !== undefined) {
    parts.users.push({
      username: when.user,
      ...(typeof sub === 'string' && { sub }),
      claims: others,
    })
  } else if (sub !== undefined && sub !== '${clientId}') {
    say('claims.sub', 'is the user’s or the client’s own')
  }
  for (const audience of [aud ?? []].flat()) {
    if (typeof audience === 'string' && isAbsoluteUri(audience)) parts.resources[audience] = {}
    else say('claims.aud', `${JSON.stringify(audience)} is no absolute URI (RFC 8707 §2)`)
  }
  for (const [name, value] of Object.entries(others)) {
    if (!isFree([name])) say(`claims.${name}`, 'is the server’s own claim')
    else
      parts.mappers.push({
        when,
        to: ['accessToken', 'idToken'],
        claim: [name],
        value: { fixed: value },
      })
  }
  return parts
}

/** What a hook knows of a request; undefined where it knows nothing of it. */
function whenOf(parameter: string, match: string): Mapper['when'] | undefined {
  if (match === '*') return ['client_id', 'grant_type'].includes(parameter) ? {} : undefined
  switch (parameter) {
    case 'client_id':
      return { clients: [match] }
    case 'scope':
      // Scopes with blanks between are compared whole there.
      return match.includes(' ') ? undefined : { scope: match }
    case 'grant_type':
      return { grantType: match }
    case 'username':
      return { user: match }
    default:
      return undefined
  }
}
