import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { docker, requireDocker, services, startComposeLab } from './support/compose-lab.ts'

interface Container {
  Config: { User: string; Labels: Record<string, string>; Env: string[] }
  HostConfig: {
    ReadonlyRootfs: boolean
    CapDrop: string[] | null
    CapAdd: string[] | null
    SecurityOpt: string[] | null
    Privileged: boolean
    PidsLimit: number
    Memory: number
    Init: boolean
    Binds: string[] | null
  }
  NetworkSettings: { Ports: Record<string, { HostIp: string; HostPort: string }[] | null> }
}

const lab = await startComposeLab()
after(() => lab.stop())

const inspect = async (service: string): Promise<Container> => {
  const [container] = JSON.parse(
    await requireDocker(['inspect', lab.container(service)]),
  ) as Container[]
  return container!
}
const { port } = new URL(lab.origin)

for (const service of [...services, 'bootstrap']) {
  describe(service, () => {
    test('runs as nobody in particular, with no capability and no way to more', async () => {
      const { Config, HostConfig } = await inspect(service)
      match(Config.User, /^(node|1000(:1000)?)$/)
      deepEqual(HostConfig.CapDrop, ['ALL'])
      deepEqual(HostConfig.CapAdd ?? [], [])
      ok(HostConfig.SecurityOpt?.some((option) => option.startsWith('no-new-privileges')))
      equal(HostConfig.Privileged, false)
    })

    test('has a root file system that is read-only, limits of memory and processes, and an init', async () => {
      const { HostConfig } = await inspect(service)
      equal(HostConfig.ReadonlyRootfs, true)
      ok(HostConfig.Memory > 0)
      ok(HostConfig.PidsLimit > 0)
      equal(HostConfig.Init, true)
    })
  })
}

for (const service of services) {
  test(`${service} can write nowhere but where it has to`, async () => {
    const container = lab.container(service)
    const { code, output } = await docker(['exec', container, 'touch', '/lab/new', '/etc/new'])
    ok(code !== 0)
    match(output, /Read-only file system/)
    const { code: config } = await docker(['exec', container, 'touch', '/lab/config/new'])
    ok(config !== 0)
    await requireDocker(['exec', container, 'touch', '/tmp/new'])
  })
}

test('only the web server publishes ports, and only on loopback', async () => {
  for (const service of services) {
    const { Ports } = (await inspect(service)).NetworkSettings
    const published = Object.values(Ports).flatMap((bindings) => bindings ?? [])
    if (service !== 'webserver') deepEqual(published, [], service)
    for (const { HostIp } of published) equal(HostIp, '127.0.0.1')
    if (service === 'webserver') {
      deepEqual(Ports[`${port}/tcp`], [{ HostIp: '127.0.0.1', HostPort: port }])
    }
  }
})

test('keys are readable by their owner only, and the one of the root is in no service', async () => {
  for (const service of services) {
    const container = lab.container(service)
    const find = "find /lab -name '*.key' -perm /077; find /lab -name root.key"
    equal(await requireDocker(['exec', container, 'sh', '-c', find]), '', service)
  }
})
