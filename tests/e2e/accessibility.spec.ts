import { expectNoViolations } from './harness/accessibility.ts'
import { expect, test } from './harness/test.ts'

const sound = `<!doctype html><html lang="en"><title>Elsewhere</title>
<style>@media (prefers-color-scheme: dark) { body { background: #111 } p { color: #222 } }</style>
<main><h1>Elsewhere</h1><p>A text</p></main></html>`

test('the examination of a page names the rule and the element, in the dark as well', async ({
  page,
  otherSite,
}) => {
  otherSite.serve('/', sound)
  otherSite.serve('/nameless', sound.replace('A text', '<button id="nameless"></button>'))
  await page.goto(otherSite.origin)
  await expectNoViolations(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect(expectNoViolations(page, ['color-contrast'])).rejects.toThrow('color-contrast: ')
  await page.goto(`${otherSite.origin}/nameless`)
  await expect(expectNoViolations(page)).rejects.toThrow(/#nameless: [^]*button-name: /)
})

test('the examination of a page with frames is refused, since it would not look into them', async ({
  page,
  otherSite,
}) => {
  otherSite.serve('/', `${sound}<iframe title="framed" src="/framed"></iframe>`)
  otherSite.serve('/framed', sound)
  await page.goto(otherSite.origin)
  await expect(expectNoViolations(page)).rejects.toThrow('has frames')
})
