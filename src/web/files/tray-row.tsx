// One file on its way: how far it is, how fast it goes, and what can be done with it.
import { useState } from 'react'
import { Button, IconButton } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { useParty, useRoom } from '../party/party.ts'
import { titleOf } from '../party/rooms.ts'
import { choose } from './gathering.ts'
import { iconOf } from './kinds.ts'
import { type Measures, useMeasures } from './measures.ts'
import { baseName } from './names.ts'
import { cancel, giveAgain, pause, resume, retry, type Sending } from './sending.ts'
import styles from './tray.module.css'
import { useFileWords } from './words.ts'
import type { FileWords } from './words-en.ts'

export function TrayRow({ sending, here }: { readonly sending: Sending; readonly here: number }) {
  const measures = useMeasures()
  const me = useParty(state => state.me?.guest)
  const room = useRoom(sending.room)
  const [isOther, setOther] = useState(false)
  const { tray } = useFileWords()
  const { key, name, bytes, stage, paused } = sending
  const isWrong = stage.at === 'refused' || stage.at === 'lost'
  const again = (): void =>
    choose('one', ({ files: [first] }) => {
      if (first !== undefined) setOther(!giveAgain(key, first.file))
    })
  return (
    <li className={styles.row} data-wrong={isWrong}>
      <Icon name={stage.at === 'sent' ? 'check' : iconOf(name)} size={18} />
      <div className={styles.about}>
        <span className={styles.name} dir="auto" title={name}>
          {baseName(name)}
          {room !== undefined && room.id !== here && <span className={styles.room}> {titleOf(room, me)}</span>}
        </span>
        <span className={styles.facts}>
          {isOther ? tray.another(baseName(name), measures.size(bytes)) : factsOf(sending, tray, measures)}
        </span>
        {!isWrong && <progress className={styles.progress} aria-label={name} max={Math.max(1, bytes)} value={goneOf(sending)} />}
      </div>
      <div className={styles.doing}>
        {stage.at === 'lost' && <Button onClick={again}>{tray.choose}</Button>}
        {stage.at === 'refused' && <Button onClick={() => retry(key)}>{tray.retry}</Button>}
        {(stage.at === 'moving' || stage.at === 'queued') && (
          <IconButton
            icon={paused ? 'play' : 'pause'}
            size={18}
            label={paused ? tray.resume(name) : tray.pause(name)}
            onClick={() => (paused ? resume(key) : pause(key))}
          />
        )}
        {stage.at !== 'sent' && (
          <IconButton icon="close" size={18} label={isWrong ? tray.dismiss(name) : tray.cancel(name)} onClick={() => cancel(key)} />
        )}
      </div>
    </li>
  )
}

function goneOf({ stage, bytes }: Sending): number {
  if (stage.at === 'sent') return Math.max(1, bytes)
  return stage.at === 'moving' ? stage.progress.bytes : 0
}

function factsOf({ bytes, stage, paused, url }: Sending, words: FileWords['tray'], { size, span }: Measures): string {
  switch (stage.at) {
    case 'queued':
      return [size(bytes), paused ? words.paused : words.queued].join(' · ')
    case 'sent':
      return [size(bytes), words.sent].join(' · ')
    case 'refused':
      return stage.sentence
    case 'lost':
      return stage.why === 'reload' ? words.lost : words.unreadable
    case 'moving': {
      const { progress } = stage
      const far = words.of(size(progress.bytes), size(bytes))
      if (paused) return [far, words.paused].join(' · ')
      if (progress.state === 'waiting') return [far, words.waiting].join(' · ')
      if (progress.bytes === 0 && url !== undefined) return words.checking
      if (progress.bytesPerSecond === 0) return far
      const left = progress.secondsLeft === undefined ? [] : [words.left(span(progress.secondsLeft))]
      return [far, words.perSecond(size(progress.bytesPerSecond)), ...left].join(' · ')
    }
    default:
      return stage satisfies never
  }
}
