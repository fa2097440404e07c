/** The modules of `package/` that users import. */
export const entries = ['start-lab', 'testcontainers', 'playwright', 'node-test', 'vitest'] as const
