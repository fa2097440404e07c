import { AbstractStartedContainer } from 'testcontainers'
import type { StartedTestContainer } from 'testcontainers'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Lab } from '@oauth-lab/embedded/lab-handle.ts'
import { readClientCredentials } from './client-credentials.ts'
import type { ClientCredentials } from './client-credentials.ts'

/** What is known of a lab that has started in a container; `stop` ends what this process holds of it. */
export interface ContainedLab {
  lab: Pick<Lab, 'origin' | 'base' | 'issuer' | 'ca' | 'trustedFetch' | 'control' | 'stop'>
  credentials: ClientCredentials
}

/** A running lab in a container. */
export class StartedOAuthLabContainer extends AbstractStartedContainer {
  /** For example `https://localhost:40123`, or the one of `withOrigin`. */
  readonly origin: string
  /** The base of the default sandbox: the origin. */
  readonly base: string
  readonly issuer: string
  /** The root certificate, PEM: what a client has to trust. */
  readonly ca: string
  /** `fetch` that trusts the lab's root, and reaches the origin though its name may not resolve here. */
  readonly trustedFetch: Fetch
  readonly control: ControlClient
  readonly #release: () => Promise<void>
  #credentials: ClientCredentials

  constructor(container: StartedTestContainer, { lab, credentials }: ContainedLab) {
    super(container)
    this.origin = lab.origin
    this.base = lab.base
    this.issuer = lab.issuer
    this.ca = lab.ca
    this.trustedFetch = lab.trustedFetch
    this.control = lab.control
    this.#release = lab.stop
    this.#credentials = credentials
  }

  /** A client that may use client credentials and the authorization code; another one after a reset. */
  get clientCredentials(): ClientCredentials {
    return this.#credentials
  }

  /** Empties the default sandbox and makes its users and clients again. */
  async reset(): Promise<void> {
    await this.control.reset()
    this.#credentials = await readClientCredentials(this.control)
  }

  /** @throws Error always: a lab in memory would come back as another one, with another root */
  override async restart(): Promise<void> {
    throw new Error('A lab in memory does not outlive a restart; start another container instead.')
  }

  protected override async containerStopped(): Promise<void> {
    await this.#release()
  }
}
