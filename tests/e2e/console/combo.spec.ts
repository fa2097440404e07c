import type { Page } from '@playwright/test'
import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of 401 /))

test('a choice among more documents than one page is searched at the server, and read on to its end', async ({
  page,
}) => {
  await signInAtConsole(page, './console/client/applications')
  await makeConfigurations(page, 120)
  await page.reload()
  const works = page.getByRole('combobox', { name: 'Works with' }).first()
  await expect(works).not.toHaveValue('')
  const usual = await works.inputValue()

  await test.step('the keyboard alone goes to the end of the list', async () => {
    await works.focus()
    await page.keyboard.press('ArrowDown')
    const options = page.getByRole('option')
    await expect(options.first()).toBeVisible()
    await expect(works).toHaveAttribute('aria-expanded', 'true')
    await expect(works).toHaveAttribute('aria-activedescendant', /./)
    await page.keyboard.press('End')
    await expect(async () => {
      await page.keyboard.press('End')
      await expect(page.getByRole('option', { name: 'night job 119' })).toBeVisible({
        timeout: 500,
      })
    }).toPass()
    await page.keyboard.press('Escape')
    await expect(works).toHaveValue(usual)
    await expect(works).toBeFocused()
  })

  await test.step('what nothing is called finds nothing, and changes nothing', async () => {
    await works.fill('no such configuration')
    await expect(page.getByText('Nothing fits.')).toBeVisible()
    await page.keyboard.press('Tab')
    await expect(works).toHaveValue(usual)
  })

  await test.step('one of the last page is found by its name, chosen, and shown after a reload', async () => {
    await works.focus()
    await works.fill('job 117')
    await expect(page.getByRole('option')).toHaveText(['night job 117'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Simple web page works with night job 117 now.')).toBeVisible()
    await page.reload()
    await expect(works).toHaveValue('night job 117')
  })
})

/** Client configurations, as the form makes them. */
async function makeConfigurations(page: Page, count: number): Promise<void> {
  await page.evaluate(async (wanted) => {
    const at = new URL('../../client/admin/api/client-configurations', location.href)
    const { items } = (await (await fetch(at)).json()) as { items: { server: string }[] }
    const { server } = items[0]!
    for (let made = 0; made < wanted; made++) {
      const number = String(made).padStart(3, '0')
      const body = JSON.stringify({ name: `night job ${number}`, clientName: number, server })
      const headers = { 'content-type': 'application/json' }
      const { status } = await fetch(at, { method: 'POST', headers, body })
      if (status !== 201) throw new Error(`status ${status}`)
    }
  }, count)
}
