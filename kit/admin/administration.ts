import type { Sandbox } from '../sandbox.ts'

/** Who administers the lab's instances, and the key that signs their tokens. */
export interface Administration {
  username: string
  password: string
  /** 32 bytes, hexadecimal; the same for all roles of a lab. */
  key: string
}

/** Who is signed in. */
export interface Administrator {
  username: string
  /** Whether for the whole lab, or for the one sandbox at which the sign-in was. */
  wholeLab: boolean
}

/**
 * Says who a token stands for in a sandbox; undefined when it does not count there, or not any more.
 * @throws AdminError 503 when that can't be told now
 */
export type Authenticate = (
  token: string,
  sandbox: Pick<Sandbox, 'id' | 'base' | 'settings'>,
) => Promise<Administrator | undefined>
