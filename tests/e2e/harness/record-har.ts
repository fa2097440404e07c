import { readFile } from 'node:fs/promises'
import { explainRecording } from '@oauth-lab/explain/explain-recording.ts'
import type { Report } from '@oauth-lab/explain/explain-recording.ts'
import type { Part } from '@oauth-lab/explain/explanation/part.ts'
import { readHar } from '@oauth-lab/explain/har/read-har.ts'
import { expect } from '@playwright/test'
import type { Browser, Page, TestInfo } from '@playwright/test'
import { recordByDevTools } from './devtools-har.ts'

/**
 * Lets a page be walked in a context of its own whose traffic Chromium records, and explains the
 * recording. By the protocol of its developer tools it is recorded too: the same must be found there,
 * and nothing else where cookies and `Authorization` are left out.
 */
export async function explainWalk(
  { browser, baseURL, info }: { browser: Browser; baseURL: string | undefined; info: TestInfo },
  walk: (page: Page) => Promise<unknown>,
): Promise<Report> {
  const path = info.outputPath('walk.har')
  const context = await browser.newContext({
    baseURL: baseURL!,
    recordHar: { path, content: 'embed' },
  })
  const devTools = recordByDevTools(context)
  context.on('page', (page) => void devTools.begin(page))
  const page = await context.newPage()
  await devTools.begin(page)
  await walk(page)
  const [whole, sanitized] = [await devTools.har(), await devTools.har({ sanitized: true })]
  await context.close()
  const report = explained(await readFile(path, 'utf8'))
  expect(seriousIn(explained(whole)), 'by the developer tools').toEqual(seriousIn(report))
  expect(seriousIn(report), 'sanitized').toEqual(
    expect.arrayContaining(seriousIn(explained(sanitized))),
  )
  return report
}

function explained(har: string): Report {
  return explainRecording(readHar(har).log.entries)
}

/** The errors and warnings of a report, by their ids, each once. */
export function seriousIn({ findings }: Report): string[] {
  const ids = findings.filter(({ severity }) => severity !== 'note').map(({ id }) => id)
  return [...new Set(ids)].sort()
}

/** The ids of its messages in order, repetitions left out. */
export function messagesIn({ exchanges }: Report): string[] {
  const ids = exchanges.flatMap(({ message }) => message?.id ?? [])
  return ids.filter((id, i) => id !== ids[i - 1])
}

/** What a report has no meaning for. */
export function unexplainedIn({ exchanges }: Report): string[] {
  const namesIn = (parts: readonly Part[]): string[] =>
    parts.flatMap(({ name, means, parts: inner = [] }) => [
      ...(means === undefined ? [name] : []),
      ...namesIn(inner),
    ])
  return exchanges.flatMap(({ request, response, message }) =>
    namesIn([...request.parts, ...response.parts]).map((name) => `${message?.id}: ${name}`),
  )
}
