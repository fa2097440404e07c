/** What a sandbox records: whole exchanges, their checks alone, or nothing. */
export const recordingModes = ['full', 'checks', 'off'] as const
export type RecordingMode = (typeof recordingModes)[number]
