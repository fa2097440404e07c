import { useState } from 'react'
import { isSame, withMember } from './changes.ts'
import type { Members } from './changes.ts'
import { ChoicesField } from './choices-field.tsx'
import { DocumentField } from './document-field.tsx'
import { FlagField } from './flag-field.tsx'
import { FieldName, Hint } from './framed.tsx'
import type { FieldProps, Framed } from './framed.tsx'
import { JsonField } from './json-field.tsx'
import { kindOf, labelOf, problemOf, withoutNull } from './json-schema.ts'
import { LineField } from './line-field.tsx'
import { MapField } from './map-field.tsx'
import { problemsOf } from './problems-of.ts'
import { TextsField } from './texts-field.tsx'

/** One member of a document, edited as its schema says. */
export function Field(props: FieldProps) {
  const { schema, name } = props
  const { label = labelOf(name), means = schema.description } = props
  const [left, setLeft] = useState(false)
  const id = `f-${name}`
  const own = left ? problemOf(schema, props.value) : undefined
  const whole = props.problems.filter(({ path }) => path === '').map(({ message }) => message)
  const messages = whole.length > 0 ? whole : own === undefined ? [] : [own]
  const frame = { ...props, id, label, means, messages, onBlur: () => setLeft(true) }
  const kind = kindOf(schema)
  if (props.offers) return <DocumentField {...frame} offers={props.offers} />
  if (kind === 'flag') return <FlagField {...frame} />
  if (kind === 'choices') return <ChoicesField {...frame} />
  if (kind === 'texts') return <TextsField {...frame} />
  if (kind === 'map') return <MapField {...frame} />
  if (kind === 'members') return <MembersField {...frame} />
  if (kind === 'json') return <JsonField {...frame} />
  return <LineField {...frame} kind={kind} />
}

/** A member that has members of its own: each gets its field. */
function MembersField(field: Framed) {
  const { id, label, name, schema, value, stored, set, problems } = field
  const members = (value ?? {}) as Members
  const before = (stored ?? {}) as Members
  return (
    <fieldset className="field members" id={id} tabIndex={-1}>
      <legend className="hidden">{label}</legend>
      <p className="field-head">
        <FieldName {...field} />
      </p>
      <Hint {...field} id={`${id}-hint`} />
      <div className="stack">
        {Object.entries(schema.properties!).map(([member, one]) => (
          <Field
            key={member}
            name={`${name}.${member}`}
            label={labelOf(member)}
            schema={withoutNull(one)}
            value={members[member]}
            stored={before[member]}
            isChanged={!isSame(members[member], before[member])}
            problems={problemsOf(member, problems)}
            set={(next) => set(withMember(members, member, next))}
            undo={() => set({ ...members, [member]: before[member] })}
          />
        ))}
      </div>
    </fieldset>
  )
}
