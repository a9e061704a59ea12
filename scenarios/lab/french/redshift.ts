/** The lab redshift in French. */
import type { FrenchLab } from './text.ts';

export const redshift: FrenchLab = {
  title: 'Un cluster et ses clés',
  intro:
    'Un cluster Redshift a des clés sur quatre niveaux : une clé KMS enveloppe la clé de chiffrement du cluster, celle-ci la clé de ' +
    'chiffrement de la base, celle-ci une clé pour chaque bloc de données. Nous les faisons tourner, copions des instantanés vers une autre ' +
    'Région, déplaçons le cluster sous une autre clé KMS, puis désactivons celle-ci. AWS ne documente rien d’un cluster dont la clé est ' +
    'perdue : ces étapes disent « supposé ».',
  steps: {
    'Create a key and a cluster under it': {
      title: 'Créer une clé, et un cluster sous elle',
      look:
        'En notre nom, Redshift demande ce qu’est la clé, un octroi, et la clé de chiffrement du cluster (GenerateDataKey). Au lancement du ' +
        'cluster, Redshift déchiffre lui-même cette clé et la garde en clair en mémoire ; aucune requête SQL ne sollicitera jamais KMS.',
    },
    'Take a snapshot': {
      title: 'Prendre un instantané',
      look:
        'Un instantané contient les clés de son cluster telles qu’elles sont enveloppées ; KMS n’est donc pas sollicité (supposé). Il est ' +
        'sous la même clé KMS.',
    },
    'Rotate the encryption keys': {
      title: 'Faire tourner les clés de chiffrement',
      look:
        'RotateEncryptionKey remplace la clé de chiffrement du cluster, pour lui et pour ses instantanés, et la clé de chiffrement de la ' +
        'base du cluster. La clé KMS reste, et aucun bloc n’est réécrit : seules le sont les clés au-dessus des blocs.',
    },
    'Copy snapshots to another Region': {
      title: 'Copier les instantanés vers une autre Région',
      look:
        'Une clé KMS ne quitte pas sa Région. À us-west-2 nous créons une clé et un octroi de copie d’instantanés pour elle ; chaque nouvel ' +
        'instantané y est alors copié, sa clé de chiffrement du cluster déchiffrée ici et refaite là-bas sous la clé de là-bas.',
    },
    'Move the cluster to another key': {
      title: 'Déplacer le cluster sous une autre clé',
      look:
        'ModifyCluster avec une autre KmsKeyId réécrit toutes les données dans un nouveau cluster, derrière le même point de terminaison : ' +
        'une demi-heure de resizing, pendant laquelle on ne peut que lire. C’est refusé tant que des instantanés sont copiés ; il faut donc ' +
        'd’abord couper la copie.',
    },
    'Disable its key': {
      title: 'Désactiver sa clé',
      look:
        'Il ne se passe rien, des heures durant : le cluster a ses clés en mémoire, et AWS ne nomme aucun statut pour une clé perdue ' +
        '(supposé). Ce n’est pas une sécurité, c’est un délai : la perte se voit quand il faut recharger les clés, peut-être à la prochaine ' +
        'fenêtre de maintenance.',
    },
    'Reboot the cluster': {
      title: 'Redémarrer le cluster',
      look:
        'Maintenant la perte se voit. Redshift demande à KMS de déchiffrer la clé de chiffrement du cluster et essuie un refus ; le cluster ' +
        'reste rebooting et réessaie tous les quarts d’heure (supposé). Dans CloudTrail, ces refus sont le seul appel à l’aide.',
    },
    'Restore a snapshot under the first key': {
      title: 'Restaurer un instantané sous la première clé',
      look:
        'Les instantanés restent sous la clé sous laquelle ils ont été pris. Celui de lundi est sous la première clé : il se restaure donc, ' +
        'malgré la rotation depuis ; sa clé de chiffrement du cluster est déchiffrée en notre nom, et le nouveau cluster en reçoit une à lui.',
    },
    'Enable the key': {
      title: 'Réactiver la clé',
      look:
        'À son prochain essai le cluster obtient ses clés et redevient available de lui-même : contrairement à une base RDS, il n’a pas ' +
        'besoin qu’on le démarre (supposé).',
    },
  },
};
