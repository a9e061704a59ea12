/** The lab intruder in French. */
import type { FrenchLab } from './text.ts';

export const intruder: FrenchLab = {
  title: 'Un intrus, un octroi et un refus',
  intro:
    'Un utilisateur du compte, guest, n’a aucune autorisation. Nous observons ses tentatives d’utiliser une clé, nous le laissons entrer ' +
    'par un octroi qui exige un contexte de chiffrement, nous reprenons l’octroi, et nous voyons pourquoi un refus explicite l’emporte sur ' +
    'tout. Le journal garde tout.',
  steps: {
    'Encrypt something': {
      title: 'Chiffrer quelque chose',
      look: 'Le contexte de chiffrement n’est pas secret, mais il est lié au texte chiffré : qui déchiffre doit le connaître.',
    },
    'The guest tries': {
      title: 'L’invité essaie',
      look:
        'Trois tentatives, trois refus : déchiffrer, se faire un octroi, changer la politique de clé. Chacune laisse un enregistrement avec ' +
        'errorCode AccessDenied. Une série de ceux-là avant un succès est ce que cherche un auditeur.',
    },
    'A grant lets the guest in, under a condition': {
      title: 'Un octroi laisse entrer l’invité, sous condition',
      look:
        'Un octroi n’a besoin ni de la politique de clé ni d’une politique IAM. Celui-ci permet Decrypt, et seulement avec le contexte de ' +
        'chiffrement de la paie : avec lui l’invité lit, sans lui l’octroi ne compte pas.',
    },
    'An explicit deny beats the grant': {
      title: 'Un refus explicite l’emporte sur l’octroi',
      look:
        'La politique de clé refuse maintenant tout à l’invité. L’octroi est toujours là et n’aide plus : un refus l’emporte sur toute ' +
        'autorisation.',
    },
    'Take the grant back': {
      title: 'Reprendre l’octroi',
      look: 'L’octroi révoqué, plus rien ne laisserait entrer l’invité, refus ou non.',
    },
    'Read the trail as an auditor': {
      title: 'Lire le journal en auditeur',
      look: 'Cherchez par nom d’utilisateur : chaque appel de l’invité, celui qui a réussi et ceux qui ont échoué, le plus récent d’abord.',
    },
  },
};
