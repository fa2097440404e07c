import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFormWalker } from './form-walker.ts'
import type { Stop } from './form-walker.ts'

interface Sent {
  url: string
  method: string
  cookie: string
  body: string | undefined
}

/** A walker whose requests are answered in turn, and what it sent. */
function walkerThrough(...answers: Response[]) {
  const sent: Sent[] = []
  const fetch = (url: string, init: RequestInit) => {
    const { cookie = '' } = init.headers as Record<string, string>
    sent.push({ url, method: init.method ?? 'GET', cookie, body: init.body as string | undefined })
    return Promise.resolve(answers.shift()!)
  }
  const walker = createFormWalker(fetch as never, (url) => url.startsWith('http://127.0.0.1/'))
  return { walker, sent }
}

const page = (html: string, headers: [string, string][] = []) => new Response(html, { headers })
const redirect = (location: string, headers: [string, string][] = []) =>
  new Response(null, { status: 303, headers: [['location', location], ...headers] })

function pageOf(stop: Stop) {
  return stop.kind === 'page' ? stop : assert.fail('a redirect')
}

test('a form is sent as a browser without script would send it', async () => {
  const html = `<form method="post" action="/login?a=1&amp;b=2">
    <input type="hidden" name="csrf" value="&quot;x&quot; &#38; y">
    <input type="checkbox" name="scope" value="profile" checked>
    <input type="checkbox" name="scope" value="email">
    <input name="login" value="somebody">
    <input name="password" type="password">
    <button name="answer" value="deny">Deny</button></form>`
  const { walker, sent } = walkerThrough(page(html), page('<h1>Done</h1>'))
  const [form] = pageOf(await walker.open('https://lab/authorize')).forms
  const done = await walker.submit(form!, { login: 'developer', password: 'test' })
  assert.equal(pageOf(done).words, 'Done')
  assert.equal(sent[1]?.url, 'https://lab/login?a=1&b=2')
  assert.deepEqual(
    [...new URLSearchParams(sent[1]?.body)],
    [
      ['csrf', '"x" & y'],
      ['scope', 'profile'],
      ['login', 'developer'],
      ['password', 'test'],
    ],
  )
})

test('redirects are followed, and the last one is read', async () => {
  const { walker, sent } = walkerThrough(redirect('/next'), redirect('http://127.0.0.1/?code=c'))
  const stop = await walker.open('https://lab/start')
  assert.deepEqual(stop, { kind: 'redirect', location: 'http://127.0.0.1/?code=c' })
  assert.deepEqual(
    sent.map(({ url }) => url),
    ['https://lab/start', 'https://lab/next'],
  )
})

test('cookies are kept by path, replaced and taken away', async () => {
  const set = (value: string): [string, string] => ['set-cookie', value]
  const { walker, sent } = walkerThrough(
    redirect('/a/1', [set('s=1; Path=/a; Secure'), set('t=2; Path=/b')]),
    redirect('/ab', [set('s=3; Path=/a')]),
    redirect('/a/2'),
    redirect('/a/3', [set('s=; Path=/a; Max-Age=0')]),
    page(''),
  )
  await walker.open('https://lab/')
  assert.deepEqual(
    sent.map(({ cookie }) => cookie),
    ['', 's=1', '', 's=3', ''],
  )
})

test('a page without a form is told by what it says', async () => {
  const html = '<h1>Not here</h1>\n<p>The <code>client_id</code> is not known.</p>'
  const failed = '<h1>Sign in</h1><p class="hint fail">The name or the password is wrong.</p>'
  const { walker } = walkerThrough(page(html), page(failed))
  assert.equal(pageOf(await walker.open('https://lab/')).words, 'Not here')
  assert.equal(
    pageOf(await walker.open('https://lab/')).words,
    'The name or the password is wrong.',
  )
})

test('a loop of redirects ends', async () => {
  const { walker } = walkerThrough(...Array.from({ length: 30 }, () => redirect('/again')))
  await assert.rejects(walker.open('https://lab/again'), /more than 20 redirects/)
})
