/** The lab root-volume in French. */
import type { FrenchLab } from './text.ts';

export const rootVolume: FrenchLab = {
  title: 'Un volume racine chiffré, un objet et une clé désactivée',
  intro:
    'Nous donnons à une instance un volume racine chiffré, nous stockons un objet sous la même clé, puis nous désactivons la clé. ' +
    'L’instance ne démarre plus et l’objet ne peut plus être lu, jusqu’à ce que la clé soit réactivée. CloudTrail dit qui a utilisé ' +
    'la clé, et quand.',
  steps: {
    'Create a key': {
      title: 'Créer une clé',
      look: 'Une seule clé symétrique sert à S3 et à EBS. Un alias lui donne un nom facile à retenir.',
    },
    'Store an object under the key': {
      title: 'Stocker un objet sous la clé',
      look:
        'S3 demande à KMS une clé de données en notre nom (GenerateDataKey, invokedBy S3), chiffre l’objet avec elle et n’en garde ' +
        'que la forme chiffrée. Le journal par défaut ne montre que la moitié KMS : PutObject est un événement de données, absent par ' +
        'défaut.',
    },
    'Read it': {
      title: 'Le lire',
      look: 'Chaque lecture de l’objet déchiffre à nouveau sa clé de données : un GetObject, un Decrypt, en notre nom.',
    },
    'Launch an instance with a plain root volume': {
      title: 'Lancer une instance au volume racine non chiffré',
      look: 'L’image publique n’est pas chiffrée, le nouveau volume racine non plus : KMS n’est pas sollicité.',
    },
    'Stop the instance and take a snapshot of its root volume': {
      title: 'Arrêter l’instance et prendre un instantané de son volume racine',
      look:
        'Un volume existant ne peut pas être chiffré sur place. Le chemin passe par un instantané ; l’instance s’arrête d’abord pour ' +
        'que l’instantané soit complet. Rien n’est encore chiffré, et il n’y a aucun appel à KMS.',
    },
    'Create an encrypted volume from the snapshot': {
      title: 'Créer un volume chiffré à partir de l’instantané',
      look:
        'Les blocs doivent être chiffrés pendant leur copie. EC2 crée un octroi, fait faire une clé de données, la déchiffre pour écrire ' +
        'les blocs et rend l’octroi. L’instantané reste tel quel : non chiffré.',
    },
    'Exchange the root volume': {
      title: 'Échanger le volume racine',
      look:
        'Le nouveau volume prend la place de l’ancien, sous le même nom de périphérique. L’instance est arrêtée, personne n’a donc encore ' +
        'besoin de la clé de données : KMS n’est pas sollicité. Il le sera au démarrage.',
    },
    'Disable the key': {
      title: 'Désactiver la clé',
      look: 'Un seul appel, et l’instance comme l’objet en dépendent. Rien n’est perdu : une clé désactivée peut être réactivée.',
    },
    'Try to start the instance': {
      title: 'Essayer de démarrer l’instance',
      look:
        'L’appel réussit, et son enregistrement ne montre donc aucune erreur : l’instance est pending. Quelques secondes plus tard, elle ' +
        'est de nouveau stopped. La cause se trouve un enregistrement plus loin : CreateGrant, fait par EC2 en notre nom, a été refusé ' +
        'parce que la clé est désactivée.',
    },
    'Try to read the object': {
      title: 'Essayer de lire l’objet',
      look:
        'S3 ne peut pas faire déchiffrer la clé de données et transmet le refus : KMS.DisabledException. L’objet lui-même est toujours là : ' +
        'ses en-têtes se lisent, car ils ne sont pas chiffrés.',
    },
    'Enable the key again': {
      title: 'Réactiver la clé',
      look:
        'Les deux fonctionnent aussitôt, sans autre réparation : l’objet est ce qu’il était, octet pour octet, et l’instance démarre. Les ' +
        'enregistrements montrent maintenant l’octroi pour l’hôte de l’instance et son Decrypt.',
    },
    'Ask CloudTrail who used the key, and when': {
      title: 'Demander à CloudTrail qui a utilisé la clé, et quand',
      look:
        'L’historique contient un événement au plus tard 15 minutes après l’appel, le plus récent d’abord ; nous attendons donc. Cherchez ' +
        'par l’ARN de la clé : chaque usage y est, avec l’utilisateur et l’heure, les nôtres et ceux d’EC2 et de S3 en notre nom, les ' +
        'refus aussi.',
    },
    'Data in transit: the key needs TLS': {
      title: 'Données en transit : la clé exige TLS',
      look:
        'Le chiffrement au repos ne dit rien du trajet. En HTTP simple, S3 refuse une requête qui a besoin de KMS avant même de regarder ' +
        'les autorisations ; un objet sous la clé propre à S3 serait encore accepté.',
    },
    'Data in transit: TLS for everything': {
      title: 'Données en transit : TLS pour tout',
      look:
        'Une politique de compartiment qui refuse aws:SecureTransport = false ferme le reste : le même objet est maintenant refusé avec ' +
        'AccessDenied, et par TLS tout continue comme avant.',
    },
  },
};
