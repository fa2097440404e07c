import { z } from 'zod'

/** A request to an endpoint of a server that is defined. */
export const RequestToSend = z.strictObject({
  endpoint: z
    .string()
    .regex(/^(?:metadata|jwks_uri|\w+_endpoint)$/, 'must be metadata, jwks_uri or …_endpoint')
    .max(200)
    .describe(
      'which member of the server’s own metadata names the address (RFC 8414 §2), such as `token_endpoint`; `metadata`: the metadata themselves',
    ),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).default('GET'),
  query: z.string().max(10_000).default('').describe('what stands behind ?, encoded'),
  headers: z
    .strictObject({
      accept: z.string().max(1000).optional(),
      authorization: z.string().max(20_000).optional(),
      'content-type': z.string().max(1000).optional(),
      dpop: z.string().max(20_000).optional().describe('RFC 9449 §4.1'),
    })
    .default({})
    .describe('no others are sent'),
  body: z.string().max(100_000).default(''),
})
export type RequestToSend = z.input<typeof RequestToSend>

/** What the server answered. A redirect is not followed; a cookie is not told. */
export const SentRequest = z.strictObject({
  url: z.string().describe('what was asked, with its query'),
  status: z.int(),
  ms: z.int().describe('real time until the whole answer came'),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.string(),
})
export type SentRequest = z.output<typeof SentRequest>
