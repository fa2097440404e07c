import type { Body } from './recorded.ts'

/** How large a body may become, bytes: a small one can be made that becomes huge. */
const largest = 1024 * 1024

/** What decodes a content coding (RFC 9110 §8.4.1). Loaded when one is met: a lab starts without it. */
const decoders = {
  gzip: () => process.getBuiltinModule('node:zlib').gunzipSync,
  deflate: () => process.getBuiltinModule('node:zlib').inflateSync,
  br: () => process.getBuiltinModule('node:zlib').brotliDecompressSync,
  zstd: () => process.getBuiltinModule('node:zlib').zstdDecompressSync,
} as const

/** A body without its content coding (RFC 9110 §8.4); as it came where it can't be decoded. */
export function decodeContent(body: Body, coding = ''): Body {
  const name = coding.trim().toLowerCase()
  const isWhole = body.content.length === body.size
  if (!isWhole || !Object.hasOwn(decoders, name)) return body
  try {
    const decode = decoders[name as keyof typeof decoders]()
    const content = decode(body.content, { maxOutputLength: largest })
    return { content, size: content.length }
  } catch {
    return body
  }
}
