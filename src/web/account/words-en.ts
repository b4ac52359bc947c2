// The words of accounts, in English: signing in, making one, and where one is signed in.
import type { Widened } from '../words/en.ts'

export const accountEn = {
  signIn: 'Sign in',
  signInMore: 'Only people with an account come in here.',
  signedOut: 'You were signed out on this device.',
  login: 'Login',
  password: 'Password',
  passwordMore: 'Ten characters or more. Several words that do not belong together are good.',
  invitation: 'Invitation',
  invitationHint: 'ABCDE-FGHJK-MNPQR-STVWX',
  invited: 'You are invited',
  invitedMore: 'Choose a login and a password. By them you come back from any device.',
  make: 'Make an account',
  makeDo: 'Make the account',
  haveOne: 'I have an account',
  haveInvitation: 'I have an invitation',
  notEncrypted: 'This page came without encryption: whoever is on the way to the hub can read your password.',
  made: (name: string) => `The account is made. You are ${name}.`,
  title: 'Account',
  guest:
    'You are a guest: this browser knows you, and no other one. With an account you come in as yourself from anywhere, and nobody else can take your name.',
  as: (login: string, role: string) => `You sign in as ${login}. ${role}`,
  roles: {
    owner: 'This hub is yours.',
    admin: 'You are an admin of this hub.',
    moderator: 'You are a moderator of this hub.',
    member: 'You are a member of this hub.',
  },
  devices: 'Where you are signed in',
  thisDevice: 'this one',
  unknownDevice: 'A device',
  lastUsed: (when: string, address: string) => `last used ${when}, from ${address}`,
  signOut: 'Sign out',
  signOutOf: (device: string) => `Sign out of ${device}`,
  signOutOthers: 'Sign out everywhere else',
  signOutMore: 'What is unsent in this browser is lost. You need your password to come back.',
  signedOutOf: (count: number) => (count === 1 ? 'One device was signed out.' : `${count} devices were signed out.`),
  change: 'Change the password',
  changeMore: 'All your other devices are signed out.',
  present: 'Present password',
  next: 'New password',
  changed: 'The password is changed.',
  page: (browser: string) => `The page in ${browser}`,
} as const

export type AccountWords = Widened<typeof accountEn>
