import type { FlowMessage } from '../messages.ts'
import { layOut } from './lay-out.ts'
import type { Line, Text } from './lay-out.ts'

/** Points of the picture for each of the drawing, so that it is sharp on every screen. */
const sharpness = 2

/** The largest side of a canvas that every browser draws, points. */
const largest = 16_384

/**
 * A sequence diagram as a PNG. It is drawn here, point by point, since the content policy lets no SVG become a picture.
 * A long one is less sharp.
 * @param messages at most `mostInPicture`
 */
export async function toPng(messages: readonly FlowMessage[]): Promise<Blob> {
  const { width, height, lines, texts } = layOut(messages)
  const scale = Math.min(sharpness, largest / height)
  const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale))
  const pen = canvas.getContext('2d')!
  pen.scale(scale, scale)
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, width, height)
  for (const line of lines) drawLine(pen, line)
  for (const text of texts) drawText(pen, text)
  return await canvas.convertToBlob({ type: 'image/png' })
}

function drawLine(
  pen: OffscreenCanvasRenderingContext2D,
  { points, hue, width, isDashed = false, opacity = 1, isFilled = false }: Line,
): void {
  pen.save()
  pen.globalAlpha = opacity
  pen.strokeStyle = hue
  pen.fillStyle = hue
  pen.lineWidth = width
  if (isDashed) pen.setLineDash([7, 5])
  pen.beginPath()
  for (const [x, y] of points) pen.lineTo(x, y)
  if (isFilled) pen.fill()
  pen.stroke()
  pen.restore()
}

function drawText(
  pen: OffscreenCanvasRenderingContext2D,
  { x, y, words, code, hue, isHead = false }: Text,
): void {
  pen.font = `${isHead ? '600 ' : ''}12px system-ui, sans-serif`
  pen.fillStyle = hue
  pen.textAlign = isHead ? 'center' : 'left'
  pen.fillText(words, x, y)
  if (code === undefined) return
  const { width } = pen.measureText(`${words} `)
  pen.font = '11px monospace'
  pen.fillText(code, x + width, y)
}
