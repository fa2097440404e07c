import * as oidc from 'openid-client'
import type { FastifyRequest } from 'fastify'
import { expected } from '@oauth-lab/kit/check-detail.ts'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { check } from '../checks.ts'
import type { Chosen } from '../configurations/chosen.ts'
import type { Credentials, Registration } from '../registration/registration.ts'
import { authenticate, authenticationOf } from './authentication.ts'
import type { Proving, ProofKeys } from './dpop.ts'
import { errorOf, observe } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { discover, timeout } from './metadata.ts'
import { explain } from './problem.ts'

/** The authorization server as one request of this client uses it. */
export interface Connection {
  chosen: Chosen
  metadata: oidc.ServerMetadata
  credentials: Credentials
  /**
   * Runs an openid-client call on the sandbox's clock and returns its outcome; `answers` grows with
   * what comes.
   * @param wanted what is asked for, in words, for the error that is thrown when it fails
   * @throws Refusal | ServerProblem
   */
  use<T>(wanted: string, call: Call<T>): Promise<T>
  /**
   * The same, but the answer counts, not its outcome: what was exchanged and what is wrong with it.
   * @param fetch for another server
   */
  observe(
    wanted: string,
    call: (configuration: oidc.Configuration, proving: Proving) => Promise<unknown>,
    fetch?: Fetch,
  ): Promise<{ exchange: Exchange | undefined; problem: Error | undefined }>
}

/**
 * A call of openid-client.
 * @param proving its proofs by DPoP, where the configuration wants them
 */
type Call<T> = (
  configuration: oidc.Configuration,
  answers: readonly Exchange[],
  proving: Proving,
) => Promise<T> | T

export type Connect = (request: FastifyRequest, chosen: Chosen) => Promise<Connection>

/**
 * Finds the authorization server of a configuration and registers with it when it is needed. The next
 * request tries again after a failure.
 */
export function createConnect(registration: Registration, proofKeys: ProofKeys): Connect {
  return async (request, chosen) => {
    const { sandbox } = request
    const { configuration: client } = chosen
    const preparing: Exchange[] = []
    const prepare = async () => {
      const metadata = await discover(sandbox, chosen, preparing)
      const { issuer } = chosen.server
      if (chosen.definition.source !== 'typed') {
        const isItsOwn = metadata.issuer === issuer
        check(request, 'metadata.issuer', isItsOwn, expected(issuer, metadata.issuer))
      }
      const credentials = await registration.credentials(request, chosen, metadata, preparing)
      return { metadata, credentials }
    }
    const { metadata, credentials } = await prepare().catch((error: unknown) => {
      throw explain(error, { request, wanted: 'its metadata', exchanges: preparing })
    })

    const configure = (exchanges: Exchange[], fetch: Fetch) => {
      const { clientId, clientSecret } = credentials
      const configuration = new oidc.Configuration(
        metadata,
        clientId,
        {
          ...(clientSecret !== '' && { client_secret: clientSecret }),
          // Frozen into a Configuration, hence one for each use: the sandbox's clock may move.
          [oidc.clockSkew]: sandbox.clock.seconds() - Math.floor(Date.now() / 1000),
          [oidc.clockTolerance]: 5,
        },
        withWholeRedirectUri(
          chosen.redirectUri,
          authenticate(authenticationOf(client, metadata), clientSecret),
        ),
      )
      const { jwks } = chosen.definition.metadata ?? {}
      if (jwks !== undefined) {
        oidc.setJwksCache(configuration, {
          jwks,
          uat: sandbox.clock.seconds(),
        })
      }
      configuration[oidc.customFetch] = observe(fetch, exchanges)
      configuration.timeout = timeout
      oidc.enableNonRepudiationChecks(configuration)
      if (isPlain(sandbox)) oidc.allowInsecureRequests(configuration)
      return configuration
    }

    const keyPair = client.dpop ? await proofKeys.of(sandbox, chosen) : undefined
    const provingOf = (configuration: oidc.Configuration): Proving =>
      keyPair === undefined ? {} : { DPoP: oidc.getDPoPHandle(configuration, keyPair) }

    const attempt = async <T>(
      wanted: string,
      exchanges: Exchange[],
      fetch: Fetch,
      call: Call<T>,
    ) => {
      try {
        const configuration = configure(exchanges, fetch)
        return await call(configuration, exchanges, provingOf(configuration))
      } catch (error) {
        if (errorOf(exchanges.at(-1)?.body ?? '').error === 'invalid_client') {
          await registration.forget(request, chosen, credentials.clientId)
        }
        throw explain(error, { request, wanted, exchanges })
      }
    }

    return {
      chosen,
      metadata,
      credentials,
      use: (wanted, call) => attempt(wanted, [], chosen.fetch, call),
      async observe(wanted, call, fetch = chosen.fetch) {
        const exchanges: Exchange[] = []
        try {
          await attempt(wanted, exchanges, fetch, (configuration, _answers, proving) =>
            call(configuration, proving),
          )
          return { exchange: answerAmong(exchanges), problem: undefined }
        } catch (problem) {
          return { exchange: answerAmong(exchanges), problem: problem as Error }
        }
      },
    }
  }
}

/** The answer that counts: the first may have asked for a nonce (RFC 9449 §8), and keys may be read after the last. */
function answerAmong(exchanges: readonly Exchange[]): Exchange | undefined {
  return exchanges.findLast(({ url }) => url === exchanges[0]!.url)
}

/** openid-client leaves out the query of a redirect URI, which is compared whole (RFC 6749 §3.1.2, §4.1.3). */
function withWholeRedirectUri(redirectUri: string, authenticate: oidc.ClientAuth): oidc.ClientAuth {
  return (server, client, body, headers) => {
    if (body.has('redirect_uri')) body.set('redirect_uri', redirectUri)
    return authenticate(server, client, body, headers)
  }
}
