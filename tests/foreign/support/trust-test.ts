import { match } from 'node:assert/strict'
import { test } from 'node:test'
import type { ForeignLab } from './foreign-lab.ts'
import { startProgram } from './program.ts'
import type { Command } from './program.ts'

/** What docs/clients.md says that people see: a program that is not told of the root trusts nobody. */
export function trustTest(command: () => Command, lab: () => ForeignLab, words: RegExp): void {
  test('a program that does not trust the lab’s root ends, and says so', async () => {
    const starting = startProgram(command(), {
      PORT: '0',
      ISSUER: lab().issuer,
      CLIENT_ID: 'any',
      CLIENT_SECRET: 'any',
    })
    const ended = await starting.then(
      async (program) => {
        await program[Symbol.asyncDispose]()
        return 'it listened'
      },
      (error: Error) => error.message,
    )
    match(ended, words)
  })
}
