// The button beside the line one writes in: files are chosen, and go.
import { IconButton } from '../parts/button.tsx'
import { useWords } from '../words/words.tsx'
import { choose } from './gathering.ts'
import { handOver } from './hand-over.ts'
import { useFileWords } from './words.ts'

export function Attach({ room }: { readonly room: number }) {
  const words = useWords()
  const fileWords = useFileWords()
  return (
    <IconButton icon="clip" label={words.files.send} onClick={() => choose('files', gathering => handOver(room, gathering, fileWords))} />
  )
}
