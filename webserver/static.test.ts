import { deepEqual, equal, match } from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { sendStatic } from './static.ts'

test('a file that cannot be read is 500 and told, one that is not there is 404', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'lab-static-'))
  writeFileSync(join(root, 'good.css'), 'a{}')
  symlinkSync('loop.css', join(root, 'loop.css'))
  const failures: string[] = []
  const server = createServer((request, response) => {
    const folder = pathToFileURL(`${root}/`)
    const onFailure = ({ message }: Error) => void failures.push(message)
    sendStatic(request, response, {
      folder,
      path: request.url!,
      prefix: '/',
      pages: false,
      policy: '',
      onMissing: () => void response.writeHead(404).end(),
      onFailure,
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    rmSync(root, { recursive: true })
  })
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)

  equal(await (await ask('/good.css')).text(), 'a{}')
  equal((await ask('/none.css')).status, 404)
  deepEqual(failures, [])
  const failed = await ask('/loop.css')
  equal(failed.status, 500)
  match(await failed.text(), /"error":"server_error"/)
  match(failures.join(), /ELOOP/)
})
