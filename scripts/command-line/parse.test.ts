import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UsageError } from './command.ts'
import { commands } from './commands.ts'
import { helpOf, helpOfAll } from './help.ts'
import { parseInput, readWish } from './parse.ts'

const names = Object.keys(commands)

async function inputOf(name: string, ...args: string[]) {
  const { command } = await commands[name]!.load()
  return parseInput(name, command, args)
}

function problemOf(...args: string[]): string {
  try {
    readWish(args, names)
  } catch (error) {
    assert.ok(error instanceof UsageError)
    return error.message
  }
  return assert.fail('the command was found')
}

async function problemsOf(name: string, ...args: string[]): Promise<string[]> {
  const error = await inputOf(name, ...args).then(
    () => assert.fail('the command line was accepted'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof UsageError)
  return error.problems
}

test('flags take their value after a space or an equals sign, and are read as what they are', async () => {
  const { flags } = await inputOf('up', '--port', '0', '--memory')
  assert.deepEqual(
    [flags['port'], flags['memory'], flags['detach'], flags['data']],
    [0, true, false, undefined],
  )
  assert.equal((await inputOf('up', '--port=0')).flags['port'], 0)
})

test('a value that can’t be is refused beside the other problems', async () => {
  assert.deepEqual(await problemsOf('up', '--port', '65536', '--docker=1'), [
    '--port takes a number from 0 to 65535, not 65536',
    '--docker takes no value',
  ])
})

test('an unknown flag is refused with the nearest match', async () => {
  assert.deepEqual(await problemsOf('up', '--memroy'), [
    'there is no flag --memroy; did you mean --memory?',
  ])
  assert.deepEqual(await problemsOf('up', '-p', '1'), [
    'there is no flag -p',
    '"1" is one argument too many',
  ])
})

test('an unknown command is refused with the nearest match', () => {
  assert.equal(problemOf('stauts'), 'there is no command stauts; did you mean status?')
  assert.equal(problemOf('hlep'), 'there is no command hlep; did you mean help?')
  assert.equal(problemOf('--hepl'), 'there is no flag --hepl; did you mean --help?')
  assert.equal(problemOf('xylophone'), 'there is no command xylophone')
  assert.equal(problemOf('help', 'toekn'), 'there is no command toekn; did you mean token?')
})

test('every problem of a command line is named at once', async () => {
  assert.deepEqual(
    await problemsOf(
      'up',
      '--prot',
      '1',
      '--data',
      '--port',
      '--memory=yes',
      '--detach',
      '--detach',
    ),
    [
      'there is no flag --prot; did you mean --port?',
      '--data needs a value: --data DIR',
      '--memory takes no value',
      '--detach is given twice',
      '"1" is one argument too many',
    ],
  )
})

test('a missing argument, and a wrong word, are named with what there is', async () => {
  assert.deepEqual(await problemsOf('totp'), ['something is missing: <user>'])
  assert.deepEqual(await problemsOf('sandbox', 'lits'), [
    'there is no lits here, only create, list, delete; did you mean list?',
  ])
})

test('an argument like -1h is no flag', async () => {
  assert.deepEqual((await inputOf('clock', '-1h')).positionals, ['-1h'])
})

test('help is given for the whole and for each command, also after other flags', async () => {
  for (const args of [[], ['--help'], ['help']])
    assert.deepEqual(readWish(args, names), { kind: 'help' })
  assert.deepEqual(readWish(['up', '--port', '1'], names), {
    kind: 'run',
    name: 'up',
    args: ['--port', '1'],
  })
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const wish = { kind: 'help', name }
    assert.deepEqual(readWish([name, '--anything', '--help'], names), wish)
    assert.deepEqual(readWish(['help', name], names), wish)
    assert.match(helpOf(name, summary, (await load()).command), new RegExp(`^\\./lab ${name}`))
    assert.match(helpOfAll(commands), new RegExp(`^ {2}${name} +\\S`, 'm'))
  }
})
