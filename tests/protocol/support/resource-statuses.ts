import type { Page } from './browser.ts'

/** What the web client's page says of the two protected resources and of UserInfo. */
export function resourceStatuses({ text }: Page): string[] {
  const readouts = /<dl class="readouts.*?<\/dl>/s.exec(text)?.[0] ?? ''
  const links = readouts.matchAll(/<a href="#[^"]*">.*?<\/svg>(.*?)<\/span>/gs)
  return [...links].map(([, status]) => status!)
}
