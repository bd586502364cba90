import { catalogue } from '#src/platform/i18n.ts'

/** The counter: a coupon is looked at and used. */
export const counterText = catalogue(
  {
    title: 'Caisse',
    lead: 'Tapez le code du bon que le client vous montre, ou scannez-le.',
    code: 'Code du bon',
    check: 'Vérifier',
    scan: 'Scanner avec l’appareil photo',
    gives: (discount: string) => `${discount} de remise`,
    until: (day: string) => `valable jusqu’au ${day}`,
    minimum: (sum: string) => `à partir de ${sum} d’achat`,
    order: 'Numéro de ticket ou de commande',
    amount: 'Montant avant remise',
    redeem: 'Utiliser le bon',
    done: (sum: string) => `À payer : ${sum}`,
    doneText: (discount: string) => `Remise de ${discount} enregistrée.`,
    repeated: 'Ce bon avait déjà servi pour cette commande : rien n’a changé.',
    next: 'Bon suivant',
    wrong: 'Indiquez le numéro et le montant.',
    noCamera: 'L’appareil photo ne lit pas les codes ici : tapez le code.'
  },
  {
    title: 'Counter',
    lead: 'Type the code of the coupon the client shows you, or scan it.',
    code: 'Code of the coupon',
    check: 'Check',
    scan: 'Scan with the camera',
    gives: (discount) => `${discount} off`,
    until: (day) => `valid until ${day}`,
    minimum: (sum) => `for purchases from ${sum}`,
    order: 'Receipt or order number',
    amount: 'Amount before the discount',
    redeem: 'Use the coupon',
    done: (sum) => `To pay: ${sum}`,
    doneText: (discount) => `A discount of ${discount} is recorded.`,
    repeated: 'This coupon was used for this order before: nothing has changed.',
    next: 'Next coupon',
    wrong: 'Give the number and the amount.',
    noCamera: 'The camera cannot read codes here: type the code.'
  }
)
