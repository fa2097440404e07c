import { generateKeyPairSync, sign } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { CompactSign } from 'jose'

/** Signs a payload of a token's size for a while and posts how often it did. */
const { library, algorithm, seconds } = workerData as {
  library: 'node:crypto' | 'jose'
  algorithm: 'RS256' | 'ES256'
  seconds: number
}
const payload = Buffer.alloc(400, 'x')
const { privateKey } =
  algorithm === 'RS256'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })

const once =
  library === 'jose'
    ? () => new CompactSign(payload).setProtectedHeader({ alg: algorithm }).sign(privateKey)
    : () => sign('sha256', payload, { key: privateKey, dsaEncoding: 'ieee-p1363' })

/** Several at once, so that the thread that signs need not wait for this one. */
const lanes = library === 'jose' ? 4 : 1

async function work(milliseconds: number): Promise<number> {
  const end = performance.now() + milliseconds
  let count = 0
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (performance.now() < end) {
        await once()
        count += 1
      }
    }),
  )
  return count
}

await work(200)
parentPort!.postMessage(await work(seconds * 1000), [])
