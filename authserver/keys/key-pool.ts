import { exportJWK, generateKeyPair } from 'jose'
import type { JWK } from 'jose'

export interface KeyPool {
  /** A fresh private RSA key of 2048 bits. */
  take(): Promise<JWK>
}

/** RSA keys are slow to make, so a few are made ahead while the process is idle. */
export function createKeyPool(size: number): KeyPool {
  const ready: Promise<JWK>[] = []
  let idle: NodeJS.Immediate | undefined

  const refill = () => {
    if (idle !== undefined || ready.length >= size) return
    idle = setImmediate(async () => {
      const key = generateRsa()
      ready.push(key)
      await key
      idle = undefined
      refill()
    })
    idle.unref()
  }
  return {
    take() {
      const key = ready.shift() ?? generateRsa()
      refill()
      return key
    },
  }
}

async function generateRsa(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })
  return exportJWK(privateKey)
}
