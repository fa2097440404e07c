import { noteShifts, oneAnswerAtATime } from './harness/layout-shifts.ts'
import { expect, test } from './harness/test.ts'

const moving = `<!doctype html><html lang="en"><title>Elsewhere</title><main><p>Below</p></main><script>
fetch('/api/above').then((answer) => answer.text()).then((text) => {
  document.querySelector('p').insertAdjacentHTML('beforebegin', text)
})</script>`

test('what an answer moves is told with where it stood, and what moves nothing is not', async ({
  page,
  otherSite,
}) => {
  otherSite.serve('/', moving)
  otherSite.serve('/api/above', '<h1>Above</h1>')
  const shifts = await noteShifts(page)
  const loaded = await oneAnswerAtATime(page)
  await page.goto(otherSite.origin, { waitUntil: 'commit' })
  await loaded()
  await expect(page.getByRole('heading', { name: 'Above' })).toBeVisible()
  const found = await shifts()
  expect(found.flatMap(({ moved }) => moved).join()).toContain('Below')

  otherSite.serve('/api/above', '')
  await page.reload({ waitUntil: 'commit' })
  await loaded()
  expect(await shifts()).toEqual([])
})
