import { Icon } from '../icon.tsx'
import { sayValue } from '../say-value.ts'
import type { Conflict } from './changes.ts'
import { labelOf } from './json-schema.ts'
import type { Draft } from './use-draft.ts'

/** Somebody else saved meanwhile: what both changed is asked, the rest was taken. */
export function ConflictNotice({ draft }: { draft: Draft }) {
  const { conflicts, taken } = draft
  if (conflicts.length === 0 && taken.length === 0) return null
  return (
    <div className="alert notice" role="status" id="conflict" tabIndex={-1}>
      <Icon name="differ" className="icon mark" />
      <h2>Somebody else saved this meanwhile</h2>
      <p>
        {taken.length > 0 &&
          `Taken from theirs: ${taken.map((name) => labelOf(name)).join(', ')}. `}
        {conflicts.length === 0
          ? 'Save again to add your changes.'
          : `You both changed ${conflicts.length === 1 ? 'one field' : `${conflicts.length} fields`}: choose, then save.`}
      </p>
      {conflicts.map((conflict) => (
        <Both key={conflict.name} conflict={conflict} settle={draft.settle} />
      ))}
    </div>
  )
}

function Both({ conflict, settle }: { conflict: Conflict; settle: Draft['settle'] }) {
  const { name, was, theirs, yours } = conflict
  return (
    <>
      <dl className="compare">
        <div>
          <dt>Was</dt>
          <dd>
            {name} {sayValue(was)}
          </dd>
        </div>
        <div>
          <dt>Theirs</dt>
          <dd>
            {name} <mark>{sayValue(theirs)}</mark>
          </dd>
        </div>
        <div>
          <dt>Yours</dt>
          <dd>
            {name} <mark>{sayValue(yours)}</mark>
          </dd>
        </div>
      </dl>
      <div className="row">
        <button className="button small" type="button" onClick={() => settle(name, yours)}>
          Keep my {short(yours)}
        </button>
        <button className="button small" type="button" onClick={() => settle(name, theirs)}>
          Take their {short(theirs)}
        </button>
      </div>
    </>
  )
}

function short(value: unknown): string {
  const text = sayValue(value)
  return text.length > 24 ? 'value' : text
}
