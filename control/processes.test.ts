import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createProcesses, ProcessUrlList } from './processes.ts'

suite('where the processes of a role answer', () => {
  test('a name has an address for each process, looked up each time', async () => {
    const found = [
      { address: '10.0.0.7', family: 4 },
      { address: 'fd00::8', family: 6 },
    ]
    const asked: string[] = []
    const { addressesOf } = createProcesses(
      { authserver: ['http://tasks.authserver:3000'] },
      (name) => {
        asked.push(name)
        return Promise.resolve([...found])
      },
    )
    assert.deepEqual(await addressesOf('authserver'), [
      'http://10.0.0.7:3000',
      'http://[fd00::8]:3000',
    ])
    found.pop()
    assert.deepEqual(await addressesOf('authserver'), ['http://10.0.0.7:3000'])
    assert.deepEqual(asked, ['tasks.authserver', 'tasks.authserver'])
  })

  test('two names of one process are one address', async () => {
    const here = { address: '127.0.0.1', family: 4 }
    const urls = ['http://localhost:3000', 'http://127.0.0.1:3000']
    const { addressesOf } = createProcesses({ client: urls }, () => Promise.resolve([here]))
    assert.deepEqual(await addressesOf('client'), ['http://127.0.0.1:3000'])
  })

  test('of a role of which nothing was told there are none', async () => {
    const nothing = createProcesses({}, () => Promise.reject(new Error('nobody looks up')))
    assert.equal(await nothing.addressesOf('resserver'), undefined)
  })

  test('the variable is a list of plain addresses; anything else is refused in words', () => {
    const read = (text: string) => ProcessUrlList.safeParse(text)
    assert.deepEqual(read('http://a:3000, http://b:3000').data, ['http://a:3000', 'http://b:3000'])
    for (const text of ['https://a:3000', 'http://a:3000/authserver', 'a:3000', 'http://a,', '']) {
      const { error } = read(text)
      assert.deepEqual(
        error?.issues.map(({ message }) => message),
        ['must be addresses of plain HTTP, for example http://authserver:3000'],
        text,
      )
    }
  })
})
