import { basename, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { GenericContainer, Wait, getContainerRuntimeClient } from 'testcontainers'
import type { StartedTestContainer } from 'testcontainers'
import { isLoopback } from '@oauth-lab/kit/loopback.ts'
import { collectOutput } from './collect-output.ts'
import { openContainedLab } from './contained-lab.ts'
import { findFreePort } from './free-port.ts'
import { ownImage, provideOwnImage } from './image.ts'
import { StartedOAuthLabContainer } from './started-oauth-lab-container.ts'

/** Where files of the user's own stand in the container. */
const ownFolder = '/lab/own'
/** How often another port is tried when one was taken between finding and using it. */
const attempts = 5

/** The whole lab in one container, in memory: `await using lab = await new OAuthLabContainer().start()`. */
export class OAuthLabContainer extends GenericContainer {
  readonly #isOwn: boolean
  readonly #flags: string[] = []
  #origin: URL | undefined
  #created: string | undefined

  /** @param image the one of this version unless told, built out of this package on first use */
  constructor(image?: string) {
    super(image ?? ownImage())
    this.#isOwn = image === undefined
    this.withWaitStrategy(Wait.forLogMessage(/^ready /)).withStartupTimeout(60_000)
  }

  /**
   * The lab's public origin, for applications in other containers. They reach it by the origin's
   * host name, the container's alias on the network of `withNetwork`.
   * @param origin for example `https://oauth-lab:8443`
   * @throws TypeError when it is not an HTTPS origin
   */
  withOrigin(origin: string): this {
    const url = URL.parse(origin)
    if (url?.protocol !== 'https:' || url.origin !== origin) {
      throw new TypeError(`${origin} is not an origin; it looks like https://oauth-lab:8443`)
    }
    this.#origin = url
    const { hostname } = url
    // The lab's roles find each other at the origin too, whatever the network.
    return this.withNetworkAliases(hostname).withExtraHosts([
      { host: hostname, ipAddress: '127.0.0.1' },
    ])
  }

  /** A module that customizes the authorization server: one file, which imports only types. */
  withHooks(file: string): this {
    const target = `${ownFolder}/${basename(file)}`
    this.#flags.push('--hooks', target)
    return this.withCopyFilesToContainer([{ source: resolve(file), target, mode: 0o444 }])
  }

  /** The configuration of the authorization server with which sandboxes begin. */
  withConfiguration(document: object): this {
    const target = `${ownFolder}/configuration.json`
    this.#flags.push('--config', target)
    const content = JSON.stringify(document)
    return this.withCopyContentToContainer([{ content, target, mode: 0o444 }])
  }

  /**
   * Starts the lab and waits until it is ready. Unless it was given an origin, it picks a free port
   * and publishes it under that number. So the issuer is the same inside and outside.
   * @throws Error with the lab's own words when it does not start
   */
  override async start(): Promise<StartedOAuthLabContainer> {
    if (this.#isOwn) await provideOwnImage(this.imageName.string)
    const { host } = (await getContainerRuntimeClient()).info.containerRuntime
    const address = isLoopback(host) ? '127.0.0.1' : host
    const bind = isLoopback(host) ? address : '0.0.0.0'
    // Everybody's passwords are refused where others reach the lab, and inside it can't see whether they do.
    this.withEnvironment({ LAB_PUBLISHED_ON: bind })
    if (this.#origin !== undefined) return this.#startAt(this.#origin, 0, bind, address)
    const { exposedPorts } = this
    for (let attempt = 1; ; attempt += 1) {
      const port = await this.choosePort()
      try {
        return await this.#startAt(new URL(`https://localhost:${port}`), port, bind, address)
      } catch (error) {
        if (attempt === attempts || !isPortTaken(error)) throw error
        this.exposedPorts = exposedPorts
        delete this.createOpts.ExposedPorts?.[`${port}/tcp`]
        delete this.#bindings[`${port}/tcp`]
      }
    }
  }

  /** The port to try next. */
  protected choosePort(): Promise<number> {
    return findFreePort()
  }

  protected override async containerCreated(id: string): Promise<void> {
    this.#created = id
  }

  /** @param published port; 0 leaves it to the engine */
  async #startAt(
    { origin, port }: URL,
    published: number,
    bind: string,
    address: string,
  ): Promise<StartedOAuthLabContainer> {
    const inner = Number(port || 443)
    const place = ['--host', '0.0.0.0', '--port', String(inner), '--origin', origin]
    this.withCommand(['up', '--memory', ...place, ...this.#flags]).withExposedPorts(inner)
    this.#bindings[`${inner}/tcp`] = [{ HostIp: bind, HostPort: String(published) }]
    const container = await this.#startContainer()
    try {
      return new StartedOAuthLabContainer(container, await openContainedLab(container, address))
    } catch (error) {
      await container.stop()
      throw error
    }
  }

  async #startContainer(): Promise<StartedTestContainer> {
    const { logConsumer } = this
    const output = collectOutput()
    this.logConsumer = (stream: Readable) => {
      output.read(stream)
      logConsumer?.(stream)
    }
    try {
      return await super.start()
    } catch (error) {
      await this.#removeCreated()
      const words = await output.text()
      if (words === '') throw error
      throw new Error(`The lab did not start in its container:\n${words}`, { cause: error })
    } finally {
      output.end()
      if (logConsumer === undefined) delete this.logConsumer
      else this.logConsumer = logConsumer
    }
  }

  /** A container that was created and could not be started is nobody's. */
  async #removeCreated(): Promise<void> {
    if (this.#created === undefined) return
    const { container } = await getContainerRuntimeClient()
    await container
      .getById(this.#created)
      .remove({ force: true, v: true })
      .catch(() => undefined)
    this.#created = undefined
  }

  get #bindings(): Record<string, { HostIp?: string; HostPort?: string }[]> {
    return this.hostConfig.PortBindings as Record<string, { HostIp?: string; HostPort?: string }[]>
  }
}

/** What an engine says when a port can't be published, in the words of Docker and Podman. */
function isPortTaken(error: unknown): boolean {
  return /already allocated|already in use|not available/.test(String(error))
}
