/** The lab rds in French. */
import type { FrenchLab } from './text.ts';

export const rds: FrenchLab = {
  title: 'Une base de données et sa clé',
  intro:
    'Deux bases de données RDS sont chiffrées sous une clé à nous, l’une avec sauvegardes, l’autre sans. Nous désactivons la clé. ' +
    'Contrairement à un disque, une base en marche s’en aperçoit : RDS l’arrête. L’une peut être ramenée pendant sept jours, l’autre ' +
    'jamais. Que RDS regarde la clé toutes les heures est supposé : AWS ne dit pas comment il s’en aperçoit.',
  steps: {
    'Create a key and a database with backups': {
      title: 'Créer une clé et une base de données avec sauvegardes',
      look:
        'En notre nom, RDS demande ce qu’est la clé, puis un octroi (invokedBy rds.amazonaws.com). Quelques minutes plus tard, il fait ' +
        'faire une clé de données et l’ouvre lui-même, sous cet octroi : dès lors il n’a plus besoin de nous.',
    },
    'A second database, without backups': {
      title: 'Une seconde base de données, sans sauvegardes',
      look:
        'BackupRetentionPeriod 0 coupe les sauvegardes automatiques. On croirait à une question de coût ; cela décide de ce qui arrive ' +
        'quand la clé est perdue.',
    },
    'Take a snapshot': {
      title: 'Prendre un instantané',
      look: 'Un instantané est sous la clé de sa base de données. RDS se fait pour lui un octroi à part, pour que l’instantané survive à la base.',
    },
    'Disable the key': {
      title: 'Désactiver la clé',
      look:
        'D’abord il ne se passe rien : les deux bases continuent avec les clés de données en mémoire. Mais rien de nouveau ne se crée sous ' +
        'cette clé, et l’erreur est la même, que la clé soit désactivée, absente ou à un autre.',
    },
    'Wait until RDS notices': {
      title: 'Attendre que RDS s’en aperçoive',
      look:
        'En moins d’une heure (supposé), RDS échoue à déchiffrer et le dit dans un événement ; deux heures plus tard (documenté), il arrête ' +
        'les bases. Celle qui a des sauvegardes est récupérable. Celle qui n’en a pas est inaccessible pour de bon.',
    },
    'What works without the key': {
      title: 'Ce qui marche sans la clé',
      look: 'Regarder marche, et rien d’autre : ni démarrage, ni restauration, puisque sauvegardes et instantanés sont sous la même clé.',
    },
    'Enable the key, and wait': {
      title: 'Réactiver la clé, et attendre',
      look: 'Une clé revenue ne ramène pas la base. Un jour plus tard elle en est toujours là : il faut que quelqu’un la démarre (enregistré).',
    },
    'Start the database': {
      title: 'Démarrer la base de données',
      look:
        'C’est là toute la réparation, dans les sept jours. RDS déchiffre la clé de données sous l’octroi qu’il a depuis le début ; une ' +
        'nouvelle sauvegarde suit.',
    },
    'The database without backups': {
      title: 'La base de données sans sauvegardes',
      look:
        'Sa clé aussi est revenue, et elle est perdue quand même : elle ne démarre pas, et il n’y a rien d’où la restaurer. Tout ce qu’on ' +
        'peut faire est la supprimer.',
    },
    'Lose the key again, for too long': {
      title: 'Perdre encore la clé, trop longtemps',
      look:
        'La même chose encore une fois, et pendant huit jours personne ne démarre la base. Après sept jours elle est inaccessible pour de ' +
        'bon, et la clé qui revient trop tard n’y change rien.',
    },
    'Restore the snapshot': {
      title: 'Restaurer l’instantané',
      look:
        'Il reste la restauration d’une sauvegarde : une nouvelle base, avec son propre point de terminaison, sous la même clé. Si la clé ' +
        'avait été supprimée, cela aussi aurait été refusé, et les données seraient perdues.',
    },
  },
};
