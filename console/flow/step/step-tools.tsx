import { useId } from 'react'
import { Menu } from '../../parts/menu.tsx'
import { holdings } from './use-step-mode.ts'
import type { useStepMode } from './use-step-mode.ts'

/** How messages go: live, or step by step; and which of them are held. */
export function StepTools({ holding, start, stop }: ReturnType<typeof useStepMode>) {
  const name = useId()
  const isStep = holding !== undefined
  const modes = [
    ['Live', !isStep, () => stop.mutate()],
    ['Step', isStep, () => start.mutate('all')],
  ] as const
  return (
    <>
      <fieldset className="choice">
        <legend className="hidden">How messages go</legend>
        {modes.map(([label, isChosen, choose]) => (
          <label key={label}>
            <input type="radio" name={name} checked={isChosen} onChange={choose} />
            {label}
          </label>
        ))}
      </fieldset>
      {isStep && (
        <Menu
          className="button small opens"
          entries={holdings.map(({ key, name: words }) => ({
            key,
            label: words,
            current: key === holding,
            onAction: () => start.mutate(key),
          }))}
        >
          Hold: {holdings.find(({ key }) => key === holding)?.name}
        </Menu>
      )}
    </>
  )
}
