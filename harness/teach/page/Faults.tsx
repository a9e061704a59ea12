/** The same calls in another world: throttled, slow to spread, or broken on purpose. */
import type { GenesisOptions } from '../../../model/world.ts';
import { brokenWorlds } from '../../../scenarios/broken/index.ts';
import { branch, elsewhere, soon, story } from './state.ts';
import { t } from './words.ts';

const faults: Readonly<Record<'none' | 'throttle' | 'slow', GenesisOptions>> = {
  none: {},
  throttle: { faults: { quotas: true, requestsPerSecond: { 'symmetric cryptography': 1 } } },
  slow: { faults: { propagationMs: 600_000 } },
};

/** The panel. */
export function Faults() {
  const { broken } = branch.value;
  const { faults: given } = story.value.options;
  const now = broken ?? (given?.quotas ? 'throttle' : given?.propagationMs ? 'slow' : 'none');
  return (
    <section class="faults" aria-labelledby="fault-title">
      <h3 id="fault-title">{t('fault.title')}</h3>
      <select
        aria-labelledby="fault-title"
        value={now}
        onChange={(event) => {
          const wanted = event.currentTarget.value;
          const options = faults[wanted as 'none'];
          void (options ? elsewhere(options) : elsewhere({}, wanted));
        }}
      >
        {(['none', 'throttle', 'slow'] as const).map((name) => (
          <option key={name} value={name}>
            {t(`fault.${name}`)}
          </option>
        ))}
        {soon(() => brokenWorlds.map(({ id, sentence }) => [id, sentence] as const))?.map(([id, sentence]) => (
          <option key={id} value={id} lang="en">
            {t('fault.broken', { sentence })}
          </option>
        ))}
      </select>
      <p class="small">{t('fault.note')}</p>
    </section>
  );
}
