// A row of bars over time: how much there was in each stretch. Who cannot see it has its sentence, and the table below.
import type { Counted, Slot } from './activity.ts'
import styles from './chart.module.css'

type ChartProps = {
  readonly title: string
  readonly summary: string
  readonly look: 'people' | 'messages' | 'bytes'
  readonly slots: readonly Slot[]
  readonly counted: Counted
  /** What is told of one bar. */
  readonly told: (value: number, slot: Slot) => string
  readonly axis: readonly string[]
}

const [width, height, gap] = [600, 96, 3]

export function Chart({ title, summary, look, slots, counted: { values }, told, axis }: ChartProps) {
  const most = Math.max(1, ...values)
  const step = width / slots.length
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <strong>{title}</strong> <span>{summary}</span>
      </figcaption>
      <svg
        role="img"
        aria-label={`${title}: ${summary}`}
        className={styles.bars}
        data-look={look}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
      >
        {slots.map((slot, index) => {
          const value = values[index] ?? 0
          const tall = value === 0 ? 0 : Math.max(3, (value / most) * (height - 2))
          return (
            <g key={slot.from}>
              <title>{told(value, slot)}</title>
              <rect className={styles.ground} x={index * step} y={0} width={step} height={height} />
              <rect className={styles.bar} x={index * step + gap / 2} y={height - tall} width={step - gap} height={tall} />
            </g>
          )
        })}
      </svg>
      <div className={styles.axis} aria-hidden="true">
        {axis.map((label, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they never move, and two may be the same.
          <span key={index}>{label}</span>
        ))}
      </div>
    </figure>
  )
}
