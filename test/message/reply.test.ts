import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newTextGiven, splitReply } from '#src/message/reply.ts'

function split(text: string, parents?: string[]) {
  return splitReply({ text, html: null, subject: 'Re: Devis', ...(parents ? { parents } : {}) })
}

describe('E1: what a mail program marks as old is quotation', () => {
  test('a French attribution on one line', () => {
    const { reply } = split(
      'Oui, mardi me va.\n\nLe 3 mai 2024 à 10:20, Jean Dupont <jean@exemple.fr> a écrit :\n> Mardi ?\n'
    )
    expect(reply).toEqual({
      text: 'Oui, mardi me va.',
      quoted: 'Le 3 mai 2024 à 10:20, Jean Dupont <jean@exemple.fr> a écrit :\n> Mardi ?',
      signature: ''
    })
  })

  test('a French attribution that is wrapped over three lines', () => {
    const { reply } = split(
      'Parfait.\n\nLe mar. 12 mars 2024 à 09:41, Atelier\nDurand <contact@atelier-durand.example>\na écrit :\n\n> Bonjour\n'
    )
    expect(reply.text).toBe('Parfait.')
  })

  test('an unmarked copy below an Outlook header block', () => {
    const { reply } = split(
      'Merci !\n\nDe : Jean Dupont <jean@exemple.fr>\nEnvoyé : mardi 12 mars 2024 09:41\nÀ : Claire\nObjet : Devis\n\nVoici le devis.\n'
    )
    expect(reply.text).toBe('Merci !')
    expect(reply.quoted).toContain('Voici le devis.')
  })

  test('a sentence that tells what someone wrote is no attribution', () => {
    const text = 'Bonjour,\n\nLe 3 mai votre collègue a écrit :\n"Livraison offerte."\n\nEst-ce toujours vrai ?'
    expect(split(text).reply.text).toBe(text)
  })
})

describe('E2: new text is never lost', () => {
  test('an answer below the quotation stays', () => {
    const { reply } = split('Le 3 mai 2024 à 10:20, Jean a écrit :\n> Mardi ?\n> Ou jeudi ?\n\nJeudi, merci.')
    expect(reply.text).toBe('Jeudi, merci.')
  })

  test('answers between the pieces of a quotation stay with what they answer', () => {
    const { reply } = split(
      'Le 3 mai 2024 à 10:20, Jean a écrit :\n> Quel jour ?\nJeudi.\n> Quelle couleur ?\nBleu.\n> Jean'
    )
    expect(reply.text).toBe('> Quel jour ?\nJeudi.\n> Quelle couleur ?\nBleu.')
  })

  test('an answer typed into an unmarked copy is found when we hold the parent', () => {
    const parent =
      'Bonjour Claire,\nQuel jour vous convient pour la livraison de la table ?\nQuelle couleur de vernis souhaitez-vous finalement ?\nBien à vous'
    const copy = parent.replace('finalement ?', 'finalement ?\nLe vernis mat, sans hésiter.')
    const { reply } = split(
      `Voir plus bas.\n\nDe : Jean <jean@exemple.fr>\nEnvoyé : mardi 12 mars 2024 09:41\nÀ : Claire\nObjet : Devis\n\n${copy}`,
      [parent]
    )
    expect(reply.text).toContain('Le vernis mat, sans hésiter.')
    expect(reply.text).not.toContain('Quel jour')
  })

  test('an unmarked copy without any heading is found when we hold the parent', () => {
    const parent = 'Bonjour Claire,\nQuel jour vous convient pour la livraison de la table ?\nBien à vous'
    expect(split(`Jeudi !\n\n${parent}`, [parent]).reply.text).toBe('Jeudi !')
  })
})

describe('E3: signature and footer are separated, not lost', () => {
  test('what follows "-- " is the signature', () => {
    const { reply } = split('Oui.\n\n-- \nJean Dupont\n06 12 34 56 78\n')
    expect(reply).toEqual({
      text: 'Oui.',
      quoted: '',
      signature: '--\nJean Dupont\n06 12 34 56 78'
    })
  })

  test('a telephone’s line is signature', () => {
    const { reply } = split(
      'Oui\n\nEnvoyé de mon iPhone\n\nLe 3 mai 2024 à 10:20, Jean <j@exemple.fr> a écrit :\n\n> Mardi ?'
    )
    expect(reply).toMatchObject({ text: 'Oui', signature: 'Envoyé de mon iPhone' })
  })
})

test('a forward keeps its body, with whose mail it was', () => {
  const { reply, forwarded } = splitReply({
    text: 'Pour info.\n\n---------- Forwarded message ---------\nDe : Claire Martin <claire@exemple.fr>\nDate: mar. 12 mars 2024 à 09:41\nSubject: Commande\nTo: <jean@exemple.fr>\n\nBonjour, je voudrais deux chaises.\n',
    html: null,
    subject: 'Fwd: Commande'
  })
  expect(reply.text).toBe('Pour info.')
  expect(forwarded).toEqual({
    from: { name: 'Claire Martin', address: 'claire@exemple.fr' },
    date: '2024-03-12T09:41:00Z',
    subject: 'Commande',
    text: 'Bonjour, je voudrais deux chaises.'
  })
})

describe('E2: sentences that look like marks stay', () => {
  test.each([
    ['Merci pour votre réponse, mais votre collègue Jean a écrit :\n> livraison offerte\nEst-ce vrai ?'],
    ['Bonjour Madame,\nje reviens vers vous car votre collègue\nm’a écrit :\n> livraison offerte\nEst-ce vrai ?'],
    ['De : Lyon\nÀ : Grenoble\nDate : mardi 14\n\nCombien cela coûte-t-il ?'],
    ['Titre\n-----\nUn paragraphe.\n\n-----\nUn autre.'],
    ['Envoyé par la poste hier.\nVous devriez le recevoir demain.'],
    ['Bonjour,\n-- deux tables\n-- une chaise\nMerci'],
    [
      'Notre commande :\n--\nTable\nChaise\nBanc\nLit\nLampe\nTapis\nMiroir\nCommode\nArmoire\nTabouret\nBuffet\nBureau\nÉtagère\n\nMerci'
    ]
  ])('%j', (text) => {
    expect(split(text).reply.text).toBe(text)
  })
})

describe('a mail in which nothing was written above the older one', () => {
  const forward =
    '---------- Forwarded message ---------\nDe : Claire <claire@exemple.fr>\nSubject: Commande\n\nDeux chaises, merci.'

  test('a forward without comment keeps its body as text, below its heading', () => {
    const { reply, forwarded } = splitReply({ text: `${forward}\n`, html: null, subject: 'Fwd: Commande' })
    expect(reply.text).toBe(forward)
    expect(forwarded?.text).toBe('Deux chaises, merci.')
  })

  test('a telephone’s signature above a forward is no comment', () => {
    const { reply } = splitReply({ text: `Envoyé de mon iPhone\n\n${forward}\n`, html: null, subject: 'Fwd: Commande' })
    expect(reply).toMatchObject({ text: forward, signature: 'Envoyé de mon iPhone' })
  })

  test('a reply that holds nothing but a marked quotation has no new text', () => {
    expect(split('Le 3 mai 2024 à 10:20, Jean <jean@exemple.fr> a écrit :\n> Mardi ?\n').reply.text).toBe('')
  })

  test('an answer that may stand inside an unmarked copy is kept with it', () => {
    const text = 'Le 3 mai 2024 à 10:20, Jean <jean@exemple.fr> a écrit :\n\nMardi ?\n\nOui.'
    expect(split(text).reply.text).toBe('Mardi ?\n\nOui.')
  })
})

test('the three parts hold every line of any mail', () => {
  const line = fc.constantFrom(
    '',
    'Bonjour,',
    '> Quoi ?',
    'Le 3 mai 2024 à 10:20, Jean <jean@exemple.fr> a écrit :',
    '-----Message d’origine-----',
    'De : Jean <jean@exemple.fr>',
    'Objet : Devis',
    'À : Claire',
    '-- ',
    'Envoyé de mon iPhone',
    '________________________________',
    '---------- Forwarded message ---------',
    'Cordialement,',
    'Claire Martin',
    'Tél. 04 78 00 00 00',
    'www.exemple.fr',
    'Ce message et ses pièces jointes sont confidentiels.'
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 25 }), fc.boolean(), (lines, withParent) => {
      const { reply } = split(
        lines.join('\n'),
        withParent ? ['Bonjour,\nQuel jour vous convient le mieux ?'] : undefined
      )
      const held = [reply.text, reply.quoted, reply.signature].join('\n').split('\n')
      expect(held.map(trim).filter(Boolean).toSorted()).toEqual(lines.map(trim).filter(Boolean).toSorted())
    })
  )
})

function trim(line: string): string {
  return line.trim()
}

describe('E1: a stored mail is read again when we hold what it quotes', () => {
  const parent =
    'Bonjour Claire,\nQuel jour vous convient pour la livraison de la table ?\nQuelle couleur de vernis souhaitez-vous finalement ?'

  test('a copy that nothing marks is no longer new', () => {
    const text = `Jeudi !\n\n${parent}`
    expect(newTextGiven({ text, replyText: text, subject: 'Re: x' }, [parent])).toBe('Jeudi !')
  })

  test('what the HTML part told stays told', () => {
    const mail = { text: 'Jeudi !\n\nAncien message sans marque', replyText: 'Jeudi !', subject: 'Re: x' }
    expect(newTextGiven(mail, [parent])).toBe('Jeudi !')
  })

  test('without parents nothing changes', () => {
    expect(newTextGiven({ text: 'a\nb', replyText: 'a', subject: '' }, [])).toBe('a')
  })
})

test('contact details under a drawn line are the signature; other lines are text', () => {
  expect(split('Oui.\n\n________\nClaire Martin\n04 78 00 00 00').reply).toMatchObject({ text: 'Oui.' })
  expect(split('Liste\n-----\nTable\nChaise').reply.text).toBe('Liste\n-----\nTable\nChaise')
})

test('what stands below "answer above this line" is old', () => {
  const text = 'Oui.\n\n##- Veuillez saisir votre réponse au-dessus de cette ligne -##\n\nVotre demande 113'
  expect(split(text).reply.text).toBe('Oui.')
})

describe('E3: legal notices are separated, sentences that open alike are not', () => {
  test.each([
    [
      'Ce message et toutes les pièces jointes sont confidentiels et établis à l’intention exclusive de leurs destinataires.'
    ],
    ['This email and any attachments are confidential and intended solely for the recipient.'],
    ['Avant d’imprimer, pensez à l’environnement.'],
    ['If you are not the intended recipient, any unauthorised disclosure is prohibited.'],
    ['Garanti sans virus. www.avast.com']
  ])('%s', (notice) => {
    expect(split(`Bonjour,\n\nOui pour mardi.\n\n${notice}`).reply).toMatchObject({
      text: 'Bonjour,\n\nOui pour mardi.',
      signature: notice
    })
  })

  test.each([
    ['Ce message est pour vous dire que la table est arrivée.'],
    ['This message is to let you know that the print shop called.'],
    ['Avant d’imprimer le faire-part, montrez-le-moi.\nMerci'],
    ['Si vous avez reçu la table, dites-le-moi.'],
    ['Pensez à la peinture.']
  ])('%s', (sentence) => {
    const text = `Bonjour,\n\n${sentence}`
    expect(split(text).reply.text).toBe(text)
  })

  test('what is written below a notice stays', () => {
    const notice = 'Ce message est confidentiel et réservé à son destinataire.'
    expect(split(`Oui.\n\n${notice}\n\nPS : à mardi !`).reply.text).toBe('Oui.\n\nPS : à mardi !')
  })
})

test('a postscript with a telephone number and an address is no signature', () => {
  const text = 'Oui.\n\nCordialement,\nClaire\nPS : 06 12 34 56 78 ou claire@exemple.fr'
  expect(split(text).reply.text).toBe(text)
  const asked = 'Oui.\n\nMerci,\nClaire\nVous pouvez me joindre au 06 12 34 56 78 ou claire@exemple.fr'
  expect(split(asked).reply.text).toBe(asked)
})
