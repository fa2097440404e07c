import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import type { Body } from './recorded.ts'

/** How large a body may become, bytes: a small one can be made that becomes huge. */
const largest = 1024 * 1024

const decoders = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
} as const

/** A body without its content coding (RFC 9110 §8.4); as it came where it can't be decoded. */
export function decodeContent(body: Body, coding = ''): Body {
  const name = coding.trim().toLowerCase()
  const isWhole = body.content.length === body.size
  if (!isWhole || !Object.hasOwn(decoders, name)) return body
  try {
    const content = decoders[name as keyof typeof decoders](body.content, {
      maxOutputLength: largest,
    })
    return { content, size: content.length }
  } catch {
    return body
  }
}
