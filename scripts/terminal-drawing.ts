// Draws what stands on terminals, with its colours, as one SVG.

export type Terminal = { readonly title: string; readonly text: string }

const cell = { width: 8.4, height: 18 }
const colours = ['#6b7280', '#f87171', '#4ade80', '#facc15', '#60a5fa', '#c084fc', '#22d3ee', '#e5e7eb']
const ink = '#d1d5db'

export function drawTerminals(terminals: readonly Terminal[], columns: number): string {
  const width = columns * cell.width + 32
  let top = 12
  const windows = terminals.map(({ title, text }) => {
    const rows = text.trimEnd().split('\n')
    const height = rows.length * cell.height + 46
    const drawn = `<g transform="translate(12 ${top})">
<rect width="${width}" height="${height}" rx="8" fill="#111827"/>
<rect width="${width}" height="26" rx="8" fill="#1f2937"/>
<text x="${width / 2}" y="18" text-anchor="middle" fill="#9ca3af">${escapeXml(title)}</text>
${rows.map((row, index) => `<text xml:space="preserve" x="16" y="${48 + index * cell.height}" fill="${ink}">${drawRow(row)}</text>`).join('\n')}
</g>`
    top += height + 12
    return drawn
  })
  const [w, h] = [width + 24, top]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">
<rect width="${w}" height="${h}" fill="#f3f4f6"/>
${windows.join('\n')}
</svg>
`
}

/** One row with its SGR sequences (ECMA-48): bold, dim, inverse and the sixteen colours are drawn, the rest is left out. */
function drawRow(row: string): string {
  let style = { fill: '', bold: false, dim: false }
  return row
    .split(/(\x1b\[[\d;]*m)/)
    .map(part => {
      const codes = /^\x1b\[([\d;]*)m$/.exec(part)?.[1]
      if (codes === undefined) return part === '' ? '' : `<tspan${attributes(style)}>${escapeXml(part)}</tspan>`
      for (const code of codes.split(';').map(Number)) style = restyle(style, code)
      return ''
    })
    .join('')
}

type Style = { fill: string; bold: boolean; dim: boolean }

function restyle(style: Style, code: number): Style {
  if (code === 0) return { fill: '', bold: false, dim: false }
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 39) return { ...style, fill: '' }
  if (code >= 30 && code <= 37) return { ...style, fill: colours[code - 30] ?? '' }
  if (code >= 90 && code <= 97) return { ...style, fill: colours[code - 90] ?? '' }
  return style
}

const attributes = ({ fill, bold, dim }: Style): string =>
  `${fill === '' ? '' : ` fill="${fill}"`}${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity="0.6"' : ''}`

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
