import type { Page } from '@playwright/test'
import { noteSecretsIn } from '../../secrets.ts'

/** What the single-page application holds, as oidc-client-ts stores it. */
export interface HeldTokens {
  access_token: string
  id_token: string
  refresh_token?: string
  scope: string
  token_type: string
  profile: Record<string, unknown>
}

/** Reads the tokens out of the tab, as any script of that origin can, and notes them as secrets. */
export async function tokensOfTab(page: Page): Promise<HeldTokens> {
  const stored = await page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((name) => name.startsWith('oauth-lab.user:'))
    return key === undefined ? null : sessionStorage.getItem(key)
  })
  if (stored === null) throw new Error('This tab holds no tokens')
  const tokens = JSON.parse(stored) as HeldTokens
  noteSecretsIn(Object.entries(tokens))
  return tokens
}
