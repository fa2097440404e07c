import { z } from 'zod'

/** Where one is in a list that is read page by page. */
export const pageMembers = {
  page: z.coerce.number().int().min(1).default(1).describe('the first one is 1'),
  size: z.coerce.number().int().min(1).max(500).default(50).describe('rows of a page'),
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
