import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { createCheckout } from './fake-checkout.ts'

const skip = process.platform === 'win32' && 'a POSIX shell is needed'

test('./lab', { skip, concurrency: true }, async (t) => {
  await t.test('installs without the test dependencies, builds, bundles, then runs', async (t) => {
    const { folder, lab, npmCalls } = createCheckout(t)
    const { code, stdout, stderr } = await lab(['up', '--data', 'a b'])
    assert.equal(code, 0)
    assert.match(stdout, /dist\/lab\.js up --data a b\n$/)
    assert.match(
      stderr,
      /^lab: installing .*\nlab: installed .*\n(?:lab: building .*\nlab: built .*\n){2}lab: bundling .*\nlab: bundled .*\n$/,
    )
    assert.deepEqual(npmCalls().length, 1)
    assert.match(npmCalls()[0]!, /^npm ci --omit=dev --loglevel=error/)
    assert.ok(!fs.existsSync(join(folder, '.prepare.lock')))
  })

  await t.test('runs at once and needs no other Node when nothing is stale', async (t) => {
    const { bin, lab, npmCalls } = createCheckout(t)
    await lab(['up'])
    fs.rmSync(join(bin, 'node'))
    const { code, stderr } = await lab(['status'])
    assert.deepEqual(
      { code, stderr, installs: npmCalls().length },
      { code: 0, stderr: '', installs: 1 },
    )
  })

  await t.test('keeps the folder that it is called in', async (t) => {
    const { folder, lab } = createCheckout(t)
    const { stdout } = await lab(['up'], { cwd: join(folder, 'client') })
    assert.match(stdout, /^ran in .*\/with a space\/client: /)
  })

  await t.test('installs the test dependencies for test and check', async (t) => {
    const { folder, lab, npmCalls, write } = createCheckout(t)
    const packages = { 'node_modules/x': { dev: true, integrity: 'a' } }
    write(join(folder, 'package-lock.json'), JSON.stringify({ packages }))
    write(join(folder, 'omit-lock.json'), '{}')
    await lab(['up'])
    await lab(['test'])
    await lab(['check'])
    await lab(['up'])
    assert.deepEqual(
      npmCalls().map((call) => /--(omit|include)=dev/.exec(call)?.[1]),
      ['omit', 'include'],
    )
  })

  await t.test('installs again when the lockfile asks for something else', async (t) => {
    const { folder, lab, npmCalls, write } = createCheckout(t)
    await lab(['up'])
    write(join(folder, 'package-lock.json'), '{"packages":{"node_modules/x":{"integrity":"b"}}}')
    await lab(['up'])
    assert.equal(npmCalls().length, 2)
  })

  await t.test('installs again when a package of a workspace’s own folder is gone', async (t) => {
    const { folder, lab, npmCalls, write } = createCheckout(t)
    const packages = { 'webserver/node_modules/x': { integrity: 'a' } }
    write(join(folder, 'package-lock.json'), JSON.stringify({ packages }))
    await lab(['up'])
    await lab(['up'])
    assert.equal(npmCalls().length, 1)
    // A cache of node_modules alone brings back all but these.
    fs.rmSync(join(folder, 'webserver', 'node_modules'), { recursive: true })
    const { code, stderr } = await lab(['up'])
    assert.equal(code, 0)
    assert.match(stderr, /installing/)
    assert.equal(npmCalls().length, 2)
    fs.rmSync(join(folder, 'webserver', 'node_modules'), { recursive: true })
    const refused = await lab(['up'], { env: { FAKE_NPM_FAILS: '1' } })
    assert.deepEqual([refused.code, refused.stdout], [1, ''])
    assert.match(refused.stderr, /npm ci failed/)
  })

  await t.test('does not install what somebody else has installed', async (t) => {
    const { folder, lab, npmCalls } = createCheckout(t)
    await lab(['up'])
    for (const stamp of ['.lab-production', '.lab-made.json']) {
      fs.rmSync(join(folder, 'node_modules', stamp))
    }
    const { code } = await lab(['up'])
    assert.deepEqual({ code, installs: npmCalls().length }, { code: 0, installs: 1 })
  })

  await t.test(
    'adds the binaries that npm leaves out on an old Node, on its own Node',
    async (t) => {
      const { folder, lab, npmCalls, write } = createCheckout(t)
      const { platform, arch } = process
      const binary = (os: string) => ({ optional: true, os: [os], cpu: [arch], integrity: os })
      const packages = {
        'node_modules/here': binary(platform),
        'node_modules/elsewhere': binary('plan9'),
      }
      write(join(folder, 'package-lock.json'), JSON.stringify({ packages }))
      write(join(folder, 'omit-lock.json'), '{}')
      await lab(['up'])
      assert.equal(npmCalls().length, 2)
      assert.match(npmCalls()[0]!, new RegExp(`^npm ci .* on ${process.version}$`))
      assert.match(npmCalls()[1]!, /^npm install --no-save --omit=dev .* on v26\.0\.0$/)
    },
  )

  await t.test('builds again when a source or a design file has another content', async (t) => {
    const { folder, lab } = createCheckout(t)
    await lab(['up'])
    for (const source of [
      'client/spa/index.html',
      'client/main.ts',
      'console/index.html',
      'kit/design/lab.css',
    ]) {
      fs.appendFileSync(join(folder, source), 'changed')
      assert.match((await lab(['up'])).stderr, /building/, source)
      assert.equal((await lab(['up'])).stderr, '', source)
    }
  })

  await t.test('never runs a bundle that was made from other sources', async (t) => {
    const { folder, lab } = createCheckout(t)
    await lab(['up'])
    const bundles = async (what: string) =>
      assert.match((await lab(['up'])).stderr, /^lab: bundling .*\nlab: bundled .*\n$/, what)
    for (const source of ['authserver/main.ts', 'build/bundle.ts']) {
      const path = join(folder, source)
      fs.appendFileSync(path, '\n')
      // As a tool does that keeps the time of what it copies.
      fs.utimesSync(path, 1000, 1000)
      await bundles(source)
    }
    fs.rmSync(join(folder, 'authserver', 'main.ts'))
    await bundles('a source that is gone')
    fs.appendFileSync(join(folder, 'kit', 'x.test.ts'), '')
    assert.equal((await lab(['up'])).stderr, '', 'a test is in no bundle')
  })

  await t.test('builds nothing for a file that only has another time', async (t) => {
    const { folder, lab } = createCheckout(t)
    await lab(['up'])
    const later = Date.now() / 1000 + 5
    for (const file of ['package-lock.json', 'authserver/main.ts', 'client/spa/index.html']) {
      fs.utimesSync(join(folder, file), later, later)
    }
    assert.equal((await lab(['up'])).stderr, '')
  })

  await t.test('says while npm installs how many packages are there', async (t) => {
    const { folder, lab, write } = createCheckout(t)
    const packages = { 'node_modules/a': {}, 'node_modules/b': {} }
    write(join(folder, 'package-lock.json'), JSON.stringify({ packages }))
    const go = join(folder, 'go')
    const { stderr } = await lab(['up'], {
      env: { FAKE_NPM_WAITS_FOR: go },
      onStderr: (text) => /1 of 2 packages after \d/.test(text) && write(go, ''),
    })
    assert.match(
      stderr,
      /^lab: installing .*\n(?:lab: 1 of 2 packages after [\d.]+ s\n)+lab: installed /,
    )
  })

  await t.test('runs from source what only a checkout has', async (t) => {
    const { lab } = createCheckout(t)
    assert.match((await lab(['up'])).stdout, /dist\/lab\.js up\n$/)
    for (const verb of ['test', 'check', 'bench']) {
      assert.match((await lab([verb])).stdout, new RegExp(`scripts/lab\\.ts ${verb}\n$`))
    }
  })

  await t.test('shows what the bundler says when it fails, with exit code 1', async (t) => {
    const { lab } = createCheckout(t)
    const { code, stderr } = await lab(['up'], { env: { FAKE_BUNDLE_FAILS: '1' } })
    assert.equal(code, 1)
    assert.match(stderr, /the programs could not be bundled:\nno such export\n/)
  })

  await t.test('installs once when two start at the same moment', async (t) => {
    const { lab, npmCalls } = createCheckout(t)
    const runs = await Promise.all([lab(['up']), lab(['up'])])
    assert.deepEqual(
      runs.map(({ code }) => code),
      [0, 0],
    )
    assert.equal(npmCalls().length, 1)
  })

  await t.test('ends npm when it is interrupted, and installs anew next time', async (t) => {
    const { folder, lab, npmCalls, write } = createCheckout(t)
    const go = join(folder, 'go')
    const env = { FAKE_NPM_WAITS_FOR: go }
    const { code } = await lab(['up'], {
      env,
      onStderr: (text, interrupt) => text.includes('packages after') && interrupt(),
    })
    assert.notEqual(code, 0)
    assert.ok(!fs.existsSync(join(folder, '.prepare.lock')))
    write(go, '')
    assert.equal((await lab(['up'], { env })).code, 0)
    assert.equal(npmCalls().filter((call) => call === 'npm went on').length, 1)
  })

  await t.test('installs nothing for the help of what only a checkout has', async (t) => {
    const { folder, lab, npmCalls, write } = createCheckout(t)
    const packages = { 'node_modules/x': { dev: true, integrity: 'a' } }
    write(join(folder, 'package-lock.json'), JSON.stringify({ packages }))
    write(join(folder, 'omit-lock.json'), '{}')
    await lab(['up'])
    for (const args of [
      ['test', '--help'],
      ['bench', 'start', '-h'],
    ]) {
      assert.match((await lab(args)).stdout, /dist\/lab\.js /)
    }
    assert.equal(npmCalls().length, 1)
  })

  await t.test('takes over the lock of a process that is gone', async (t) => {
    const { folder, lab, write } = createCheckout(t)
    const lock = join(folder, '.prepare.lock')
    write(lock, '4194305')
    fs.utimesSync(lock, 0, Date.now() / 1000 - 10)
    assert.equal((await lab(['up'])).code, 0)
  })

  await t.test('shows what npm says when the installation fails, with exit code 1', async (t) => {
    const { lab } = createCheckout(t)
    const { code, stderr } = await lab(['up'], { env: { FAKE_NPM_FAILS: '1' } })
    assert.equal(code, 1)
    assert.match(stderr, /npm ci failed:\nno route to the registry/)
  })

  await t.test('says what is needed when there is no Node, or one below 18', async (t) => {
    const { bin, lab, write } = createCheckout(t)
    fs.rmSync(join(bin, 'node'))
    write(join(bin, 'node'), '#!/bin/sh\nexit 127\n', 0o755)
    const without = await lab(['up'])
    assert.equal(without.code, 1)
    assert.match(without.stderr, /^lab: Node\.js 18 or newer is needed .*\n$/)
    write(join(bin, 'node'), '#!/bin/sh\necho v16.20.2\n', 0o755)
    const old = await lab(['up'])
    assert.equal(old.code, 1)
    assert.match(old.stderr, /^lab: Node\.js 18 or newer is needed .* is v16\.20\.2\.\n$/)
  })
})
