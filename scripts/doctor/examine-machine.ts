import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { lookup } from 'node:dns/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { leafFits } from '@oauth-lab/kit/certificates.ts'
import { readLabFile } from '../lab-file.ts'
import { findingsOf } from './finding.ts'
import type { Finding, Report } from './finding.ts'
import { portHolder } from './port-holder.ts'

const run = promisify(execFile)

/** Looks at this machine while no lab is running: what would stand in the way of one. */
export async function examineMachine(folder: string): Promise<Report> {
  const left = readLabFile(folder)
  const port = left === undefined ? 8443 : Number(new URL(left.origin).port) || 443
  const [ports, resolved, engine] = await Promise.all([
    examinePorts([...new Set([port, 8443])], [443, 80]),
    names(),
    docker(),
  ])
  const findings = [
    ...lab(folder, left?.origin),
    ...ports,
    ...certificates(join(folder, 'certs')),
    ...resolved,
    ...engine,
    ...node(),
  ]
  return { place: 'this machine', findings }
}

function lab(folder: string, origin: string | undefined): Finding[] {
  const { wrong } = findingsOf('lab')
  return [
    wrong('no lab is running', {
      seen: origin === undefined ? `nothing in ${folder}` : `${origin} was running, and ended`,
      expected: 'a lab that runs',
      mend: './lab up',
    }),
  ]
}

/** @param needed ports without which no lab starts; `wished` are those of a lab in containers */
async function examinePorts(needed: number[], wished: number[]): Promise<Finding[]> {
  const { ok, note, wrong } = findingsOf('port')
  const findings = await Promise.all(
    [...needed, ...wished].map(async (port): Promise<Finding> => {
      const code = await tryPort(port)
      if (code === undefined) return ok(`${port} is free`)
      const holder = portHolder(port) ?? 'another program'
      if (code === 'EACCES') {
        return note(`${port} is not for this user; Docker may listen there`)
      }
      if (!needed.includes(port)) {
        const setting = port === 80 ? 'LAB_HTTP_PORT' : 'LAB_PORT'
        return note(`${port}, for a lab in containers, is taken by ${holder}`, {
          mend: `${setting}=${port === 80 ? 8080 : 8443} docker compose up --wait`,
        })
      }
      return wrong(`${port} is taken`, {
        seen: `${holder} listens there (${code})`,
        expected: 'a free port for the lab’s front door',
        mend: `stop ${holder}, or: ./lab up --port 0`,
      })
    }),
  )
  return findings
}

function tryPort(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
}

function certificates(folder: string): Finding[] {
  const { ok, note, wrong } = findingsOf('certificates')
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  try {
    const leaf = { certificate: read('leaf.crt'), key: read('leaf.key') }
    return leafFits(leaf, read('root.crt'), 'localhost')
      ? [ok(`${folder} holds a root and a leaf that are good`)]
      : [note(`the leaf in ${folder} no longer fits; ./lab up makes another`)]
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return [ok('none yet; ./lab up makes them')]
    const seen = code?.startsWith('ERR_OSSL') ? 'a damaged file' : message
    const mend = `rm -r '${folder}' (the lab makes new ones; trust the new root then)`
    return [wrong('the kept certificates cannot be read', { seen, expected: 'PEM', mend })]
  }
}

async function names(): Promise<Finding[]> {
  const { ok, note, wrong } = findingsOf('name')
  const [local, webserver] = await Promise.all(
    ['localhost', 'webserver'].map((name) =>
      lookup(name).then(
        ({ address }) => address,
        () => undefined,
      ),
    ),
  )
  const loopback = local === '127.0.0.1' || local === '::1'
  return [
    loopback
      ? ok(`localhost leads to ${local}`)
      : wrong('localhost does not lead to this machine', {
          seen: local ?? 'no address',
          expected: '127.0.0.1',
          mend: './lab hosts localhost --add',
        }),
    webserver === undefined
      ? note('webserver does not resolve; only a lab in containers needs it', {
          mend: './lab hosts --add',
        })
      : ok(`webserver leads to ${webserver}`),
  ]
}

async function docker(): Promise<Finding[]> {
  const { ok, note } = findingsOf('docker')
  try {
    const format = '{{.Server.Version}}'
    const { stdout } = await run('docker', ['version', '--format', format], { timeout: 10_000 })
    return [ok(`engine ${stdout.trim()}`)]
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const says = missing ? 'there is no Docker' : 'Docker’s engine does not answer'
    return [note(`${says}; only a lab in containers needs it`)]
  }
}

function node(): Finding[] {
  return [findingsOf('node').ok(`${process.version}, which the lab brings along`)]
}
