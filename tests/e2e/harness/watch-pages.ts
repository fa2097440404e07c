import type { Browser, BrowserContext } from '@playwright/test'

/** What must not happen on a page, and what a test lets happen. */
export interface Watch {
  /** Errors that match are part of the test, such as the status of a page that refuses. */
  expectError(pattern: RegExp): void
}

export interface PageWatch extends Watch {
  /** What happened and was not expected: console errors, uncaught errors, violations of the content policy. */
  troubles(): string[]
  stop(): void
}

/** Watches every page that this browser opens from now on. */
export function watchPages(browser: Browser): PageWatch {
  const found: string[] = []
  const expected: RegExp[] = []
  const watch = (context: BrowserContext) => {
    context.on('console', (message) => {
      // A violation of the content policy is an error in the console; a report-only one is a warning.
      const { url } = message.location()
      if (message.type() === 'error') found.push(`console: ${message.text()} (${url})`)
    })
    context.on('weberror', (error) => found.push(`uncaught: ${error.error().message}`))
  }
  browser.on('context', watch)
  return {
    expectError: (pattern) => expected.push(pattern),
    troubles: () => found.filter((trouble) => !expected.some((pattern) => pattern.test(trouble))),
    stop: () => browser.off('context', watch),
  }
}
