import { deepEqual } from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { findFreePort } from '../../../package/free-port.ts'
import { examinePorts } from './ports.ts'

test('a free port for which two settings ask is free', async () => {
  const port = await findFreePort()
  const findings = await examinePorts([port], { LAB_PORT: port, LAB_HTTP_PORT: port })
  deepEqual(
    findings.map(({ state }) => state),
    ['ok'],
  )
})

test('a port that is taken is wrong where it is needed, and a note where it is wished', async (t) => {
  const server = createServer().listen(0)
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const states = async (needed: number[], wished: Record<string, number>) =>
    (await examinePorts(needed, wished)).map(({ state }) => state)
  deepEqual(await states([port], {}), ['wrong'])
  deepEqual(await states([], { LAB_PORT: port }), ['note'])
})
