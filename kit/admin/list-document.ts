import { z } from 'zod'

export const labTime = z.iso.datetime().describe("on the lab's clock")

/** Where one is in a list that is read page by page. */
export const pageMembers = {
  page: z.coerce.number().int().min(1).default(1).describe('the first one is 1'),
  size: z.coerce.number().int().min(1).max(500).default(50).describe('rows of a page'),
}

/** The query of a list: what fits, sorted by one of these (the first unless told), page by page. */
export function listQuestion<
  Filter extends z.ZodRawShape,
  const Sorts extends readonly [string, ...string[]],
>(filter: Filter, sorts: Sorts, order: 'asc' | 'desc' = 'desc') {
  const sort = z.enum(sorts as unknown as [Sorts[number], ...Sorts[number][]])
  return z.strictObject({
    ...filter,
    sort: sort.prefault(sorts[0]),
    order: z.enum(['asc', 'desc']).default(order),
    ...pageMembers,
  })
}

/** Whether a query asks for a page of a list that is told whole to whoever names nothing of this. */
export function asksForPage(query: unknown): boolean {
  return ['page', 'size', 'sort', 'order', 'search'].some((name) =>
    Object.hasOwn(query as object, name),
  )
}

/** One page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    total: z.int().describe('all rows that fit, on every page'),
    page: z.int(),
    size: z.int(),
    items: z.array(item),
  })
}

/** A row by its id. */
export const ById = z.strictObject({ id: z.string() })
