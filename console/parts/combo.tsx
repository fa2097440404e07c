import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import {
  Button,
  Collection,
  ComboBox,
  Group,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  ListBoxLoadMoreItem,
  Popover,
} from 'react-aria-components'
import type { Page } from './use-rows.ts'

/** One of the documents that are offered. */
export interface Offered {
  id: string
  name: string
}

/** Documents to choose from, which the server searches and gives page by page. */
export interface Offers {
  /** What the answers are kept under. */
  queryKey: readonly unknown[]
  /** A page of those that fit; an empty text fits all. @throws ApiError */
  load: (search: string, page: number) => Promise<Page<Offered>>
  /** The name of the one that is chosen, which may be on no page that was read. @throws ApiError */
  nameOf: (id: string) => Promise<string>
}

/** Milliseconds that somebody types no more. */
const pause = 250

/** Chooses a document: what is typed is searched at the server, and the list reads on where it ends. */
export function Combo({
  id,
  label,
  offers: { queryKey, load, nameOf },
  value,
  choose,
  children,
  describedBy,
  isInvalid = false,
  isDisabled = false,
}: {
  id: string
  label: ReactNode
  offers: Offers
  /** The id of the one that is chosen. */
  value: string | undefined
  choose: (id: string, name: string) => void
  /** What stands below it. */
  children?: ReactNode
  describedBy?: string
  isInvalid?: boolean
  isDisabled?: boolean
}) {
  const queries = useQueryClient()
  const nameKey = (id: string | undefined) => [...queryKey, 'name of', id]
  const [isOpen, setOpen] = useState(false)
  // What somebody types until a choice is made; undefined: the chosen one's name stands there.
  const [typed, setTyped] = useState<string>()
  const search = useCalm(typed?.trim() ?? '')
  const found = useInfiniteQuery({
    queryKey: [...queryKey, 'offers', search],
    queryFn: ({ pageParam }) => load(search, pageParam),
    initialPageParam: 1,
    getNextPageParam: ({ page, size, total }) => (page * size < total ? page + 1 : undefined),
    placeholderData: keepPreviousData,
    enabled: isOpen,
  })
  const chosen = useQuery({
    queryKey: nameKey(value),
    queryFn: () => nameOf(value!),
    enabled: value !== undefined,
  })
  const items = unique(found.data?.pages.flatMap((page) => page.items) ?? [])
  const name = value === undefined ? '' : (chosen.data ?? (chosen.isError ? value : ''))
  return (
    <ComboBox
      id={id}
      className="field"
      items={items}
      value={value ?? null}
      onChange={(key) => {
        setTyped(undefined)
        const wanted = items.find((one) => one.id === key)
        if (wanted === undefined || wanted.id === value) return
        // A name that came later would be taken for something typed.
        queries.setQueryData(nameKey(wanted.id), wanted.name)
        choose(wanted.id, wanted.name)
      }}
      inputValue={typed ?? name}
      onInputChange={setTyped}
      onOpenChange={(opens, by) => {
        setOpen(opens)
        if (opens && by !== 'input') setTyped(undefined)
      }}
      onBlur={() => setTyped(undefined)}
      allowsEmptyCollection
      isInvalid={isInvalid}
      isDisabled={isDisabled}
      {...(describedBy !== undefined && { 'aria-describedby': describedBy })}
    >
      <Label>{label}</Label>
      <Group className="combo">
        <Input autoComplete="off" />
        <Button className="button bare opens" />
      </Group>
      {children}
      <Popover className="menu-popover combo-list" offset={4}>
        <ListBox
          className="menu-list"
          renderEmptyState={() => <p className="note">{emptyWords(found)}</p>}
        >
          <Collection items={items}>
            {(one: Offered) => (
              <ListBoxItem className="menu-item" textValue={one.name}>
                {one.name}
              </ListBoxItem>
            )}
          </Collection>
          {found.hasNextPage && (
            <ListBoxLoadMoreItem
              className="menu-item"
              isLoading={found.isFetchingNextPage}
              onLoadMore={() => void found.fetchNextPage()}
            >
              More are being read
            </ListBoxLoadMoreItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}

function emptyWords({ isPending, isError }: { isPending: boolean; isError: boolean }): string {
  if (isError) return 'The list can’t be read now.'
  return isPending ? 'The list is being read.' : 'Nothing fits.'
}

/** The text once nobody has typed for a moment; no text at once. */
function useCalm(text: string): string {
  const [calm, setCalm] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setCalm(text), text === '' ? 0 : pause)
    return () => clearTimeout(timer)
  }, [text])
  return calm
}

/** A list that grows while it is read has some on two pages. */
function unique(items: readonly Offered[]): Offered[] {
  return [...new Map(items.map((one) => [one.id, one])).values()]
}
