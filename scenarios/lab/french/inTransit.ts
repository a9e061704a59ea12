/** The lab in-transit in French. */
import type { FrenchLab } from './text.ts';

export const inTransit: FrenchLab = {
  title: 'Données en transit',
  intro:
    'Le chiffrement au repos protège ce qui se trouve dans S3, pas ce qui y voyage. Nous envoyons le même objet avec et sans TLS, sous la ' +
    'clé de S3 et sous une clé à nous, puis nous fermons la porte au HTTP simple par une politique de compartiment.',
  steps: {
    'Prepare a key and a bucket': {
      title: 'Préparer une clé et un compartiment',
      look: 'Rien de particulier encore : par défaut, S3 répond toujours en HTTP simple.',
    },
    'Send an object over plain HTTP': {
      title: 'Envoyer un objet en HTTP simple',
      look: 'S3 l’accepte et le chiffre au repos : qui écoutait en chemin l’a lu tout de même. Les deux protections sont indépendantes.',
    },
    'Send one that needs the key': {
      title: 'En envoyer un qui a besoin de la clé',
      look:
        'Une requête qui a besoin de KMS est refusée en HTTP simple, avec 400 InvalidArgument et avant que quiconque regarde les ' +
        'autorisations. KMS n’est pas même sollicité : aucun enregistrement GenerateDataKey. Par TLS, cela fonctionne.',
    },
    'Read both over plain HTTP': {
      title: 'Lire les deux en HTTP simple',
      look: 'L’objet sous la clé de S3 traverse le réseau en clair ; celui sous notre clé reste où il est.',
    },
    'Close the door': {
      title: 'Fermer la porte',
      look:
        'Une politique de compartiment qui refuse aws:SecureTransport = false refuse tout en HTTP simple avec 403 AccessDenied, ' +
        'administrateur compris : un refus explicite l’emporte sur toute autorisation. Notez l’ordre inverse pour la clé : c’est toujours 400.',
    },
    'Go on over TLS': {
      title: 'Continuer par TLS',
      look: 'Rien ne change pour qui utilise TLS, et chaque lecture de l’objet sous la clé apparaît dans le journal.',
    },
  },
};
