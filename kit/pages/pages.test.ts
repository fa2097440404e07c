import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createPages } from './pages.ts'
import type { Page } from './page.ts'

const page: Page = {
  title: 'A <title>',
  sandbox: {
    base: 'https://localhost:8443/~k3f9',
    origin: 'https://localhost:8443',
    prefix: '/~k3f9',
  },
  role: 'authserver',
  path: '/authserver',
  main: 'desk',
  foot: { left: 'left', right: 'right' },
}

describe('pages', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-pages-'))
    await writeFile(join(folder, 'hello.eta'), '<h1>Hello <%= it.name %></h1><%= it.mark %>')
    await writeFile(
      join(folder, 'mark.eta'),
      '<%= ui.stateMark("waive") %><%= ui.copyButton("it") %>',
    )
    await writeFile(join(folder, 'wrong.eta'), '<%= ui.icon("nothing") %>')
  })
  after(() => rm(folder, { recursive: true }))

  test("a client's name with a script in it is shown as text", () => {
    const name = '<script>alert("1")</script>'
    const sent = createPages(folder).render('hello', { page, name, mark: undefined })
    assert.match(sent, /Hello &lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt;</)
    assert.doesNotMatch(sent, /<script/)
    assert.match(sent, /<title>A &lt;title&gt; · OAuth Lab<\/title>/)
  })

  test('the sprite holds exactly the icons that the page uses', () => {
    const sent = createPages(folder).render('mark', { page })
    const drawn = [...sent.matchAll(/<symbol id="(.+?)"/g)].map(([, id]) => id)
    assert.deepEqual(
      drawn.toSorted((a, b) => (a! < b! ? -1 : 1)),
      ['i-authserver', 'i-copy', 'i-lab', 'i-waive'],
    )
  })

  test('an icon that is not drawn is a bug that shows at once', () => {
    assert.throws(() => createPages(folder).render('wrong', { page }), /no icon i-nothing/)
  })

  test('text that looks like a use of an icon draws none', () => {
    const sent = createPages(folder).render('hello', {
      page,
      name: '<use href="#i-copy"',
      mark: '',
    })
    assert.doesNotMatch(sent, /symbol id="i-copy"/)
  })

  test('the copy script is loaded by pages that have something to copy, and by no others', () => {
    const pages = createPages(folder)
    assert.match(pages.render('mark', { page }), /src="\/assets\/copy\.js"/)
    assert.doesNotMatch(pages.render('hello', { page, name: '', mark: '' }), /<script/)
  })

  test('a page has no inline style or script, so that a strict content policy holds', () => {
    assert.doesNotMatch(createPages(folder).render('mark', { page }), / style=| on[a-z]+=|<style/)
  })

  test("links of the plate stay in the page's sandbox", () => {
    const sent = createPages(folder).render('mark', { page: { ...page, navigation: 'web' } })
    assert.match(sent, /<a class="brand" href="\/~k3f9\/">/)
    assert.match(sent, /<a href="\/~k3f9\/client\/application\/" aria-current="page">Web page</)
    assert.match(sent, /<code class="at">localhost:8443\/~k3f9\/authserver<\/code>/)
  })
})
