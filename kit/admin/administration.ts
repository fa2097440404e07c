/** Who administers the lab's instances, and the key that signs their tokens. */
export interface Administration {
  username: string
  password: string
  /** 32 bytes, hexadecimal; the same for all roles of a lab. */
  key: string
}

/**
 * Says who a token stands for; undefined when it does not count, or not any more.
 * @throws AdminError 503 when that can't be told now
 */
export type Authenticate = (token: string) => Promise<string | undefined>
