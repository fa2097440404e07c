import { z } from 'zod'

/** One protocol decision: what it says either way, who says so, and how its failure is answered. */
export const CheckDefinition = z.strictObject({
  clause: z.string().describe('where it is written, for example `RFC 7636 §4.6`'),
  held: z.string().describe('the sentence for a check that held'),
  broken: z.string().describe('the sentence for one that did not'),
  error: z.string().describe('the error code that the peer is sent'),
  status: z.int().exactOptional().describe('HTTP status of a direct refusal; absent: 400'),
  waivable: z.boolean().exactOptional().describe("whether a sandbox's policy may waive it"),
  publicAs: z
    .string()
    .exactOptional()
    .describe('the check that a peer is told of instead, where the precise one helps an attacker'),
})
export type CheckDefinition = z.output<typeof CheckDefinition>

export type Catalogue = Readonly<Record<string, CheckDefinition>>

/** A check as it went in one request. */
export const CheckRecord = z.strictObject({
  id: z.string(),
  outcome: z.enum(['passed', 'failed', 'waived']),
  clause: z.string(),
  says: z.string().describe('the sentence of the catalogue for how it went'),
  detail: z
    .string()
    .exactOptional()
    .describe('what was expected and what came, where it did not hold'),
})
export type CheckRecord = z.output<typeof CheckRecord>

export type Outcome = CheckRecord['outcome']
