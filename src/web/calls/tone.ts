// Two short tones, like a line that rings once. Made here, so that there is nothing to load.
const notes = [
  { hertz: 660, at: 0 },
  { hertz: 880, at: 0.12 },
] as const
const loudness = 0.12
const lasts = 0.28

let speaker: AudioContext | undefined

export function playTone(): void {
  speaker ??= new AudioContext()
  const context = speaker
  // Browsers stay silent until somebody has pressed something on the page.
  void context.resume().catch(() => undefined)
  for (const { hertz, at } of notes) {
    const [tone, volume] = [context.createOscillator(), context.createGain()]
    const start = context.currentTime + at
    tone.frequency.value = hertz
    volume.gain.setValueAtTime(0, start)
    volume.gain.linearRampToValueAtTime(loudness, start + 0.015)
    volume.gain.exponentialRampToValueAtTime(0.001, start + lasts)
    tone.connect(volume).connect(context.destination)
    tone.start(start)
    tone.stop(start + lasts)
  }
}
