import { deepEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readFileVariables } from './file-variables.ts'

const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-variables-'))
const secret = join(folder, 'secret')
writeFileSync(secret, 'from a file\n')
after(() => rmSync(folder, { recursive: true }))

test('LAB_X_FILE gives LAB_X the content of the file', () => {
  const { env, problems } = readFileVariables({ LAB_CLIENT_SECRET_FILE: secret, OTHER_FILE: 'x' })
  deepEqual(env, { LAB_CLIENT_SECRET: 'from a file', OTHER_FILE: 'x' })
  deepEqual(problems, [])
})

test('a variable that is set to nothing is not set', () => {
  const given = { LAB_CLIENT_ID: '', LAB_CLIENT_SECRET: '', LAB_CLIENT_SECRET_FILE: secret }
  deepEqual(readFileVariables(given).env, {
    LAB_CLIENT_ID: undefined,
    LAB_CLIENT_SECRET: 'from a file',
  })
})

test('/dev/null, which Compose mounts for a file that nobody names, sets nothing', () => {
  const given = { LAB_ADMIN_PASSWORD: 'chosen', LAB_ADMIN_PASSWORD_FILE: '/dev/null' }
  deepEqual(readFileVariables(given), { env: { LAB_ADMIN_PASSWORD: 'chosen' }, problems: [] })
})

test('a byte order mark is no part of a secret', () => {
  const marked = join(folder, 'marked')
  writeFileSync(marked, '\uFEFFsecret\r\n')
  deepEqual(readFileVariables({ LAB_ADMIN_PASSWORD_FILE: marked }), {
    env: { LAB_ADMIN_PASSWORD: 'secret' },
    problems: [],
  })
})

test('a file that holds nothing, or another encoding, is a problem, not a public password', () => {
  const contents = { empty: '', mark: '\uFEFF\n', utf16: Buffer.from('\uFEFFsecret', 'utf16le') }
  const messages = Object.entries(contents).map(([name, content]) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    const { problems } = readFileVariables({ LAB_ADMIN_PASSWORD_FILE: path })
    return problems.map(({ message }) => message.replace(path, 'it'))
  })
  deepEqual(messages, [['it is empty'], ['it is empty'], ['it is not UTF-8; save it as UTF-8']])
})

test('of names that are told nothing else is read, not even a file', () => {
  const given = {
    LAB_CLIENT_SECRET_FILE: secret,
    LAB_CLIENT_ID: 'c-1',
    LAB_ADMIN_KEY: 'key',
    LAB_ADMIN_PASSWORD_FILE: join(folder, 'none'),
  }
  deepEqual(readFileVariables(given, ['LAB_CLIENT_ID', 'LAB_CLIENT_SECRET']), {
    env: { LAB_CLIENT_SECRET: 'from a file', LAB_CLIENT_ID: 'c-1' },
    problems: [],
  })
})

test('a file that cannot be read, and a value that is given twice, are problems of that variable', () => {
  const missing = readFileVariables({ LAB_ADMIN_KEY_FILE: join(folder, 'none') })
  deepEqual(
    missing.problems.map(({ path }) => path),
    ['LAB_ADMIN_KEY_FILE'],
  )
  const twice = readFileVariables({ LAB_ADMIN_KEY: 'one', LAB_ADMIN_KEY_FILE: secret })
  deepEqual(twice.problems, [
    { path: 'LAB_ADMIN_KEY_FILE', message: 'is set together with LAB_ADMIN_KEY; choose one' },
  ])
})
