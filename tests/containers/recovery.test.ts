import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { registerClient } from '../protocol/support/place.ts'
import { docker, requireDocker, services, startComposeLab } from './support/compose-lab.ts'
import type { Service } from './support/compose-lab.ts'
import { missingOf, useUnder } from './support/traffic.ts'
import type { Traffic } from './support/traffic.ts'

const lab = await startComposeLab()
after(() => lab.stop())
const client = await registerClient(lab)

for (const service of services) {
  const lostConnections = service === 'webserver'
  describe(`while ${service} is in use`, () => {
    test('its process is killed: requests fail clearly or wait, it comes back by itself, and nothing is lost', async () => {
      const restarts = await inspect(service, '{{.RestartCount}}')
      const traffic = await useUnder(lab, client, () => crash(service), { lostConnections })
      await requireRecovered(traffic)
      equal(await inspect(service, '{{.RestartCount}}'), String(Number(restarts) + 1))
    })

    test('it is restarted: requests fail clearly or wait, and nothing is lost', async () => {
      const started = await inspect(service, '{{.State.StartedAt}}')
      const restart = () => requireDocker(['restart', lab.container(service)])
      const traffic = await useUnder(lab, client, restart, { lostConnections })
      await requireRecovered(traffic)
      notEqual(await inspect(service, '{{.State.StartedAt}}'), started)
    })
  })
}

async function requireRecovered(traffic: Traffic): Promise<void> {
  deepEqual(traffic.unclear, [])
  ok(traffic.recovered, 'the lab did not recover')
  for (const [kind, kept] of Object.entries(traffic.acknowledged)) ok(kept.length > 0, kind)
  deepEqual(await missingOf(lab, client, traffic.acknowledged), [])
}

/** Kills the process itself: a container that `docker kill` ends is not started again. */
async function crash(service: Service): Promise<void> {
  const kill = 'kill -KILL $(cat /proc/1/task/1/children)'
  // The shell may not live to see its end.
  await docker(['exec', lab.container(service), 'sh', '-c', kill])
}

async function inspect(service: Service, format: string): Promise<string> {
  const output = await requireDocker(['inspect', '--format', format, lab.container(service)])
  return output.trim()
}
