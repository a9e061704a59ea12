/** The lab deletion in French. */
import type { FrenchLab } from './text.ts';

export const deletion: FrenchLab = {
  title: 'Supprimer une clé, et se raviser',
  intro:
    'Une clé supprimée l’est à jamais, et avec elle tout ce qui était chiffré sous elle. C’est pourquoi AWS attend de 7 à 30 jours. Nous ' +
    'planifions une suppression, voyons à quoi ressemble le délai d’attente, l’annulons, puis la laissons arriver.',
  steps: {
    'Encrypt two things': {
      title: 'Chiffrer deux choses',
      look: 'Un petit secret, chiffré par KMS lui-même, et un objet dans S3 : les deux dépendent désormais de la même clé.',
    },
    'Schedule the deletion': {
      title: 'Planifier la suppression',
      look:
        'La clé est aussitôt PendingDeletion et ne peut plus être utilisée : le délai est là pour qu’on le remarque. Les alarmes cherchent ' +
        'les enregistrements dont le message d’erreur finit par « is pending deletion. »',
    },
    'Cancel it on the sixth day': {
      title: 'L’annuler le sixième jour',
      look: 'Le chemin du retour mène à Disabled, pas à Enabled, quel que fût l’état d’avant. La clé reste inutilisable.',
    },
    'Enable the key': {
      title: 'Réactiver la clé',
      look: 'Tout est maintenant comme avant. Rien n’était perdu : les données n’ont jamais changé, seule la clé était hors d’atteinte.',
    },
    'Schedule it again and wait': {
      title: 'La planifier de nouveau et attendre',
      look:
        'Cette fois, personne n’annule. Après sept jours la clé n’existe plus, ni son matériel, ses alias et ses octrois. Personne n’a ' +
        'appelé cela : le journal contient un événement de service, DeleteKey, fait par AWS.',
    },
    'Look at what is left': {
      title: 'Regarder ce qui reste',
      look:
        'L’objet figure toujours dans la liste, ses en-têtes se lisent, et on peut le supprimer : seul son contenu est hors d’atteinte, à ' +
        'jamais. De même pour le texte chiffré.',
    },
  },
};
