import { composeImages, openCompose, whyNoContainers } from './compose.ts'
import { createLabScenarios } from './lab.ts'
import type { Subject } from './subject.ts'

/** The lab in containers behind nginx, or why it can't be had. */
export async function openNginxLab(name: string): Promise<Subject | string> {
  const reason = await whyNoContainers(composeImages)
  if (reason !== undefined) return reason
  const lab = await openCompose()
  try {
    await lab.up()
    const target = await lab.target()
    return {
      name,
      prepare: createLabScenarios(target),
      cpu: () => undefined,
      async stop() {
        await target.close()
        await lab.down()
      },
    }
  } catch (error) {
    await lab.down()
    throw error
  }
}
