/** What the impact analysis says, in French, by its English words. `*` stands for a name that both keep. */
const sentences: Readonly<Record<string, string>> = {
  'nothing that was encrypted under it can be decrypted':
    'rien de ce qui a été chiffré sous elle ne peut être déchiffré',
  'nothing can be encrypted under it': 'rien ne peut être chiffré sous elle',
  'gives no new data keys': 'ne donne plus de nouvelles clés de données',
  'signs nothing': 'ne signe plus rien',
  'verifies no signature, except outside KMS with its public key':
    'ne vérifie plus de signature, sauf hors de KMS avec sa clé publique',
  'makes no message authentication code': 'ne fait plus de code d’authentification de message',
  'verifies no message authentication code': 'ne vérifie plus de code d’authentification de message',
  'derives no shared secret': 'ne dérive plus de secret partagé',
  '* cannot * any more': '* ne peut plus faire *',
  'goes on serving *; once detached, it cannot be attached to a running instance':
    'continue de servir * ; une fois détaché, il ne peut plus être attaché à une instance qui tourne',
  'cannot be attached to a running instance: nobody gets at its data':
    'ne peut être attaché à une instance qui tourne : personne n’accède à ses données',
  'runs on, reboots too; once stopped, it does not start: it falls back to stopped':
    'continue de tourner, redémarrages compris ; une fois arrêtée, elle ne démarre plus : elle retombe à stopped',
  'does not start: it falls back to stopped': 'ne démarre pas : elle retombe à stopped',
  'gives no volumes: they are accepted as creating and vanish':
    'ne donne pas de volumes : ils sont acceptés comme creating, puis disparaissent',
  'cannot be copied: the copy is accepted as pending and ends in error':
    'ne peut être copié : la copie est acceptée comme pending et finit en error',
  'its blocks cannot be read': 'ses blocs ne peuvent être lus',
  'launches end terminated': 'les lancements finissent en terminated',
  'new encrypted volumes that name no key vanish':
    'les nouveaux volumes chiffrés qui ne nomment pas de clé disparaissent',
  'is stopped when RDS acts on the loss; it comes back by a start, for seven days':
    'est arrêtée quand RDS réagit à la perte ; un démarrage la ramène, pendant sept jours',
  'is inaccessible for good when RDS acts on the loss; only a restore of a backup is left':
    'devient inaccessible pour de bon quand RDS réagit à la perte ; il ne reste que la restauration d’une sauvegarde',
  'once stopped, it cannot be started': 'une fois arrêtée, elle ne peut plus être démarrée',
  'cannot be started': 'ne peut être démarrée',
  'cannot be rebooted': 'ne peut être redémarrée',
  'new snapshots of it are accepted and fail': 'ses nouveaux instantanés sont acceptés, puis échouent',
  'cannot be restored': 'ne peut être restauré',
  'cannot be copied': 'ne peut être copié',
  'serves on; a reboot, resume or resize does not end: it stays unavailable until the key is back':
    'continue de servir ; un redémarrage, une reprise ou un redimensionnement ne finit pas : il reste indisponible jusqu’au retour de la clé',
  'does not resume: it stays unavailable until the key is back':
    'ne reprend pas : il reste indisponible jusqu’au retour de la clé',
  'cannot be read or copied; its name, size and metadata still can':
    'ne peut être lu ni copié ; son nom, sa taille et ses métadonnées restent lisibles',
  'takes no further parts': 'n’accepte plus de parties',
  'takes no new object that names no other encryption: its default key is this one':
    'n’accepte plus de nouvel objet qui ne nomme pas d’autre chiffrement : c’est sa clé par défaut',
  'delivers no log files; what they would tell is kept and tried again for thirty days':
    'ne livre plus de fichiers journaux ; leur contenu est gardé et réessayé pendant trente jours',
};

/** Sentences that have French words. */
export const translated: readonly string[] = Object.keys(sentences);

const patterns = Object.entries(sentences)
  .filter(([english]) => english.includes('*'))
  .map(([english, french]) => {
    const escaped = english.replaceAll(/[.()]/g, '\\$&').replaceAll('*', '(.+?)');
    return [new RegExp(`^${escaped}$`), french] as const;
  });

/** A sentence of an impact in French; undefined where there are only English words. */
export function impactInFrench(english: string): string | undefined {
  const known = sentences[english];
  if (known !== undefined) return known;
  for (const [pattern, french] of patterns) {
    const names = pattern.exec(english)?.slice(1);
    if (names) return french.replaceAll('*', () => names.shift() ?? '');
  }
  return undefined;
}
