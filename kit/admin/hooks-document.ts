import { z } from 'zod'

/** A point at which a role calls a function of a hook module. */
export const HookPoint = z.strictObject({
  name: z.string().describe('name of the export'),
  runs: z.string().describe('when it is called'),
  may: z.string().describe('what it may do'),
  never: z.string().describe('what it can never change'),
  loaded: z.boolean().describe('whether the module in force exports it'),
})
export type HookPoint = z.output<typeof HookPoint>

/** The hooks of a sandbox: the module that is in force, and what it may do. */
export const HookModule = z.strictObject({
  from: z
    .enum(['sandbox', 'file', 'lab'])
    .describe("the sandbox's own module, the file that the lab was started with, or the lab's own"),
  file: z.string().nullable().describe('path of the file that the lab was started with (--hooks)'),
  text: z.string().describe('the module that is in force'),
  hooks: z.array(HookPoint),
  problem: z
    .string()
    .nullable()
    .describe("why the sandbox's own module is not in force, where it could not be loaded again"),
  editable: z.boolean().describe('whether a module may be put here'),
  why: z.string().nullable().describe('why not'),
})
export type HookModule = z.output<typeof HookModule>

/** A module of the sandbox's own, JavaScript or TypeScript; it takes the place of the lab's. */
export const HookModuleDocument = z.strictObject({ text: z.string().min(1).max(200_000) })
export type HookModuleDocument = z.input<typeof HookModuleDocument>
