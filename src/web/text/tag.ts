import { catalogue } from '#src/platform/i18n.ts'

/** Tags of clients and threads. */
export const tagText = catalogue(
  {
    title: 'Étiquettes',
    new: 'Nouvelle étiquette',
    add: 'Ajouter',
    remove: (tag: string) => `Retirer ${tag}`,
    added: (tag: string) => `Étiquette #${tag} ajoutée.`,
    removed: (tag: string) => `Étiquette #${tag} retirée.`
  },
  {
    title: 'Tags',
    new: 'New tag',
    add: 'Add',
    remove: (tag) => `Remove ${tag}`,
    added: (tag) => `Tag #${tag} added.`,
    removed: (tag) => `Tag #${tag} removed.`
  }
)
