import { UserManager, WebStorageStateStore } from 'oidc-client-ts'
import type { User } from 'oidc-client-ts'
import type { Config } from './config.ts'
import { Refusal } from './failure.ts'
import { requireAnswer, requireIssuer } from './issuer.ts'
import { noteExchanges } from './note-exchanges.ts'
import { timeout } from './timeout.ts'

/** What is kept of a sign-in beside its tokens, to judge them by (OpenID Connect Core §12.2). */
export type SignInFacts = {
  nonce: string
  subject: string
  /** Whether they came with a renewal. */
  refreshed: boolean
  /** Whether the ID token came with this access token. */
  paired: boolean
  /** What the answer that brought them calls itself. */
  exchange?: string | undefined
}

// Comes back with the answer; oidc-client-ts does not store it with the user.
type Asked = { nonce: string }

const ask = () => {
  const nonce = crypto.randomUUID()
  return { nonce, state: { nonce } satisfies Asked }
}

const createManager = (config: Config, page: string): UserManager => {
  const address = (path: string) => new URL(path, page).href
  const store = new WebStorageStateStore({ store: sessionStorage, prefix: 'oauth-lab.' })
  return new UserManager({
    authority: config.issuer,
    client_id: config.client_id,
    scope: config.scope,
    // In the authorization request and in every token request (RFC 8707 §2).
    ...(config.resource && {
      resource: config.resource,
      extraTokenParams: { resource: config.resource },
    }),
    ...(config.prompt && { prompt: config.prompt }),
    redirect_uri: address('callback.html'),
    popup_redirect_uri: address('popup.html'),
    post_logout_redirect_uri: address('./'),
    userStore: store,
    stateStore: store,
    automaticSilentRenew: false, // renewal is a button here, so that it can be watched
    filterProtocolClaims: false,
    requestTimeoutInSeconds: timeout,
    silentRequestTimeoutInSeconds: timeout,
  })
}

/**
 * The sign-in of this tab, over oidc-client-ts: authorization code with PKCE (RFC 6749 §4.1, RFC 7636), tokens in
 * `sessionStorage`. `page` is the address of the page; the redirect URIs lie beside it. Functions throw the
 * errors of oidc-client-ts and {@link Refusal}.
 */
export const createSession = (config: Config, page: string) => {
  const manager = createManager(config, page)
  const key = `oauth-lab-sign-in:${config.issuer}:${config.client_id}`
  const lastExchange = noteExchanges()
  const keep = (facts: SignInFacts) => sessionStorage.setItem(key, JSON.stringify(facts))
  const facts = (): SignInFacts => {
    const kept = sessionStorage.getItem(key)
    const none = { nonce: '', subject: '', refreshed: false, paired: true }
    return kept === null ? none : (JSON.parse(kept) as SignInFacts)
  }
  const remember = (user: User): User => {
    const { nonce } = user.state as Asked
    const { sub: subject } = user.profile
    keep({ nonce, subject, refreshed: false, paired: true, exchange: lastExchange() })
    return user
  }
  let renewing: Promise<User> | undefined

  const renew = async (): Promise<User> => {
    const user = await manager.getUser()
    if (!user?.refresh_token) {
      throw new Refusal({
        heading: 'There is no refresh token to renew with',
        next: 'Nothing was sent. You did not allow `offline_access`, or the server gives no refresh token to a public client. Sign in again and tick it.',
      })
    }
    const before = user.id_token
    const renewed = await manager.signinSilent()
    if (!renewed) throw new Error('No user in the answer')
    const paired = renewed.id_token !== before
    keep({ ...facts(), refreshed: true, paired, exchange: lastExchange() })
    return renewed
  }

  /**
   * With the refresh token its access tokens end, too (RFC 7009 §2.1). Only the status of the answer counts (§2.2);
   * oidc-client-ts wants JSON.
   */
  const revoke = async ({ refresh_token, access_token }: User): Promise<void> => {
    const { revocation_endpoint } = await manager.metadataService.getMetadata()
    if (revocation_endpoint === undefined) return
    const response = await fetch(revocation_endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        token: refresh_token ?? access_token,
        token_type_hint: refresh_token ? 'refresh_token' : 'access_token',
        client_id: config.client_id,
      }),
      signal: AbortSignal.timeout(timeout * 1000),
    })
    if (!response.ok) throw new Error(`The revocation was answered ${response.status}.`)
  }

  const requireOwnAnswer = async (url: string): Promise<void> => {
    const answer = new URL(url).searchParams
    requireAnswer(answer)
    requireIssuer(answer, await manager.metadataService.getMetadata(), config)
  }

  return {
    returnAddress: manager.settings.redirect_uri,
    /** The tokens this tab holds, or null. */
    user: () => manager.getUser(),
    facts,
    metadata: () => manager.metadataService.getMetadata(),
    /** Leaves the page for the authorization endpoint. */
    begin: () => manager.signinRedirect(ask()),
    /** Signs in in a popup; resolves when it is finished. Call it directly from a click. */
    beginInPopup: async () =>
      remember(await manager.signinPopup({ ...ask(), popupAbortOnClose: true })),
    /** Finishes what `begin` began: checks state and issuer, exchanges the code, keeps the tokens. */
    finish: async (url: string) => {
      await requireOwnAnswer(url)
      return remember(await manager.signinRedirectCallback(url))
    },
    /** In the popup: hands the answer to the window that asked, which then closes this one. */
    finishInPopup: async (url: string) => {
      await requireOwnAnswer(url)
      await manager.signinPopupCallback(url)
    },
    /** Renews the tokens by the refresh token (RFC 6749 §6). Calls at the same time share one request. */
    renew: (): Promise<User> => {
      renewing ??= renew().finally(() => {
        renewing = undefined
      })
      return renewing
    },
    /**
     * Revokes the tokens (RFC 7009 §2) where the server offers it, forgets them whatever it answers, and leaves for
     * the end-session endpoint (OpenID Connect RP-Initiated Logout 1.0 §2). Answers whether there is one.
     */
    beginLogOut: async (): Promise<boolean> => {
      const user = await manager.getUser()
      try {
        if (user) await revoke(user)
      } finally {
        sessionStorage.removeItem(key)
        await manager.removeUser()
      }
      const { end_session_endpoint } = await manager.metadataService.getMetadata()
      if (end_session_endpoint === undefined) return false
      const hint = user?.id_token && { id_token_hint: user.id_token }
      await manager.signoutRedirect({ ...hint, state: { from: 'spa' } })
      return true
    },
    finishLogOut: (url: string) => manager.signoutCallback(url),
  }
}

export type Session = ReturnType<typeof createSession>
