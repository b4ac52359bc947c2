// An address that means nothing: a sentence, and the way to where people are.
import { Blank } from './arrive/blank.tsx'
import { Button } from './parts/button.tsx'
import { go, readPlace } from './place.ts'
import { useWords } from './words/words.tsx'

export function NothingHere() {
  const words = useWords()
  return (
    <Blank title={words.nothingHere}>
      <Button look="main" onClick={() => go(readPlace('/'))}>
        {words.toLobby}
      </Button>
    </Blank>
  )
}
