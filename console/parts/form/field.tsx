import { useState } from 'react'
import { ChoicesField } from './choices-field.tsx'
import { FlagField } from './flag-field.tsx'
import type { FieldProps } from './framed.tsx'
import { JsonField } from './json-field.tsx'
import { kindOf, labelOf, problemOf } from './json-schema.ts'
import { LineField } from './line-field.tsx'
import { MapField } from './map-field.tsx'
import { TextsField } from './texts-field.tsx'

/** One member of a document, edited as its schema says. */
export function Field(props: FieldProps) {
  const { schema, name } = props
  const { label = labelOf(name), means = schema.description } = props
  const [left, setLeft] = useState(false)
  const id = `f-${name}`
  const own = left ? problemOf(schema, props.value) : undefined
  const whole = props.problems.filter(({ at }) => at === '').map(({ message }) => message)
  const messages = whole.length > 0 ? whole : own === undefined ? [] : [own]
  const frame = { ...props, id, label, means, messages, onBlur: () => setLeft(true) }
  const kind = kindOf(schema)
  if (kind === 'flag') return <FlagField {...frame} />
  if (kind === 'choices') return <ChoicesField {...frame} />
  if (kind === 'texts') return <TextsField {...frame} />
  if (kind === 'map') return <MapField {...frame} />
  if (kind === 'json') return <JsonField {...frame} />
  return <LineField {...frame} kind={kind} />
}
