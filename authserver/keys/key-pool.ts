import { exportJWK, generateKeyPair } from 'jose'
import type { JWK } from 'jose'

export interface KeyPool {
  /** A fresh private RSA key of 2048 bits. */
  take(): Promise<JWK>
}

/** RSA keys are slow to make, so a few are made ahead while the process is idle. */
export function createKeyPool(size: number): KeyPool {
  const ready: JWK[] = []
  let idle: NodeJS.Immediate | undefined

  const refill = () => {
    if (idle !== undefined || ready.length >= size) return
    idle = setImmediate(async () => {
      try {
        ready.push(await generateRsa())
        idle = undefined
        refill()
      } catch {
        // Whoever takes the next key makes it, and is told of the failure.
        idle = undefined
      }
    })
    idle.unref()
  }
  return {
    async take() {
      const key = ready.shift()
      refill()
      return key ?? generateRsa()
    },
  }
}

async function generateRsa(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })
  return exportJWK(privateKey)
}
