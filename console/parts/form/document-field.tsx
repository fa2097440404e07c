import { useId } from 'react'
import { Combo } from '../combo.tsx'
import type { Offers } from '../combo.tsx'
import { FieldName, Hint } from './framed.tsx'
import type { Framed } from './framed.tsx'

/** Another document, by its id. */
export function DocumentField({ offers, ...field }: Framed & { offers: Offers }) {
  const { id, value, set, messages } = field
  const hint = useId()
  return (
    <Combo
      id={id}
      label={<FieldName {...field} />}
      offers={offers}
      value={typeof value === 'string' ? value : undefined}
      choose={set}
      describedBy={hint}
      isInvalid={messages.length > 0}
    >
      <Hint {...field} id={hint} />
    </Combo>
  )
}
