import { signingAlgorithms } from '@oauth-lab/kit/admin/configuration-document.ts'
import { z } from 'zod'
import type { Converted } from './converted.ts'
import { convertKeys } from './keys.ts'
import { readForeign } from './read-file.ts'

const key = z.looseObject({ kty: z.string() })
const options = z.looseObject({ keys: z.array(key).default([]) })

/**
 * What oauth2-mock-server keeps in files: a JWK, as its `--save-jwk` writes it and `--jwk` reads it, a set of
 * them, or an object of its options with `keys`.
 */
export function convertOauth2MockServer(file: unknown): Converted {
  const read = readForeign(z.union([key, options]), file, 'a file of oauth2-mock-server')
  const isKey = 'kty' in read
  const { keys, algorithms, left } = convertKeys(
    isKey ? [read] : read.keys,
    isKey ? '(document)' : 'keys',
  )
  for (const member of isKey ? [] : Object.keys(read)) {
    if (member === 'keys') continue
    left.push({ path: member, message: notTaken[member] ?? 'is not known' })
  }
  const algorithm = signingAlgorithms.find((one) => algorithms.includes(one))
  return {
    document: {
      // It signs in nobody, and takes any client: the lab wants yours in a file.
      interaction: 'automatic',
      accessTokenTyp: 'JWT',
      refreshTokens: 'always',
      ...(algorithm !== undefined && { signingAlgorithm: algorithm }),
      keys,
    },
    mappers: [],
    left,
  }
}

const notTaken: Readonly<Record<string, string>> = {
  host: 'say ./lab up --host',
  port: 'say ./lab up --port',
  cert: 'the lab makes its own certificate',
  key: 'the lab makes its own certificate',
  endpoints: 'paths are the lab’s own: take them from discovery',
  issuerUrlTrailingSlash: 'the issuer is the lab’s own: take it from discovery',
  saveJWK: './lab export --only keys --encrypt writes them',
}
