import { z } from 'zod'
import { recordingModes } from './recording-mode.ts'

/** How much is recorded in a sandbox. */
export const RecordingSettingsDocument = z.strictObject({
  mode: z.enum(recordingModes).describe('whole exchanges, their checks alone, or nothing'),
})
export type RecordingSettings = z.output<typeof RecordingSettingsDocument>
