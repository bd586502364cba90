import { catalogue } from '#src/platform/i18n.ts'

/** Forms that are sent after somebody changed what they were drawn from. */
export const drawnText = catalogue(
  {
    changed: (name: string) => `${name} a changé ceci pendant que vous écriviez. Rien n’est enregistré.`,
    somebody: 'Quelqu’un',
    changedByYou: 'Vous avez changé ceci ailleurs depuis que cette page est ouverte. Rien n’est enregistré.',
    nothing: '(rien)',
    how: 'Ce que vous avez écrit est encore là\u00a0: relisez, puis enregistrez de nouveau pour le garder.'
  },
  {
    changed: (name) => `${name} changed this while you were writing. Nothing is saved.`,
    somebody: 'Somebody',
    changedByYou: 'You changed this elsewhere since this page was opened. Nothing is saved.',
    nothing: '(nothing)',
    how: 'What you wrote is still here: read it again, then save once more to keep it.'
  }
)
