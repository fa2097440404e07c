import assert from 'node:assert/strict'
import test from 'node:test'
import { builtinModules } from './builtin-modules.ts'

const render = builtinModules.renderChunk as (code: string) => string

test('what a chunk names of a module of Node is read, and nothing else', () => {
  const cases = {
    'import { join, resolve as resolve$1 } from "node:path";':
      'const { join, resolve: resolve$1 } = process.getBuiltinModule("node:path");',
    'import tls from "node:tls";': 'const tls = process.getBuiltinModule("node:tls");',
    'import * as crypto$1 from "crypto";': 'const crypto$1 = process.getBuiltinModule("crypto");',
  }
  for (const [statement, reading] of Object.entries(cases)) {
    assert.equal(render(`${statement}\nrest();`), `${reading}\nrest();`)
  }
})

test('every other import stays as it is', () => {
  for (const statement of [
    'import { join } from "./path-1a2b3c4d.js";',
    'import "node:diagnostics_channel";',
    'import path, { join } from "node:path";',
    'import { default as path } from "node:path";',
    'let { join } = await import("node:path");',
  ]) {
    assert.equal(render(statement), statement)
  }
})
