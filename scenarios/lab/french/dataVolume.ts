/** The lab data-volume in French. */
import type { FrenchLab } from './text.ts';

export const dataVolume: FrenchLab = {
  title: 'Un volume de données et sa clé',
  intro:
    'Un volume EBS est chiffré sous une clé KMS à nous et attaché à une instance qui tourne. Nous désactivons la clé et regardons ce qui ' +
    'casse, et quand : non pas ce qui tourne, mais ce qui démarre. CloudTrail montre chaque étape, y compris celles qu’EC2 fait pour nous.',
  steps: {
    'Create a key': {
      title: 'Créer une clé',
      look: 'Une clé gérée par le client est Enabled dès qu’elle existe. Sa politique de clé laisse la décision aux politiques IAM du compte.',
    },
    'Launch an instance': {
      title: 'Lancer une instance',
      look: 'Son volume racine n’est pas chiffré : aucun appel à KMS. Elle démarre en quelques secondes.',
    },
    'Create a volume under the key': {
      title: 'Créer un volume sous la clé',
      look:
        'EBS demande à KMS une clé de données, en notre nom (invokedBy nomme EC2) et liée au volume par le contexte de chiffrement ' +
        'aws:ebs:id. Seule la clé de données chiffrée est gardée, à côté du volume. La clé elle-même ne quitte jamais KMS.',
    },
    'Attach it': {
      title: 'L’attacher',
      look:
        'L’instance tourne, l’hôte a donc besoin de la clé de données maintenant. EC2 crée en notre nom un octroi pour l’hôte de ' +
        'l’instance, et l’hôte déchiffre la clé de données grâce à lui. Dès lors, la clé de données en clair reste dans la mémoire de l’hôte.',
    },
    'Disable the key': {
      title: 'Désactiver la clé',
      look:
        'Rien n’arrive à l’instance ni au volume : lecture et écriture continuent avec la clé de données en mémoire. Ce qui tourne déjà ne ' +
        'remarque pas une clé désactivée. Seul l’usage direct de la clé échoue aussitôt.',
    },
    'Detach the volume': {
      title: 'Détacher le volume',
      look: 'Détacher ne demande aucune clé. EC2 oublie la clé de données en clair et rend son octroi (RetireGrant).',
    },
    'Try to attach it again': {
      title: 'Essayer de le rattacher',
      look:
        'La clé de données doit être déchiffrée de nouveau, et KMS refuse. L’appel échoue aussitôt avec CustomerKeyHasBeenRevoked ; dans ' +
        'l’enregistrement CloudTrail, EC2 met Client. devant le code. Le volume reste available et ses données sont intactes.',
    },
    'Enable the key and attach once more': {
      title: 'Réactiver la clé et attacher encore une fois',
      look: 'C’est toute la réparation : le même appel réussit maintenant, et les deux mêmes appels à KMS le suivent.',
    },
  },
};
