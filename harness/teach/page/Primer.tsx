/** What an empty stage says: how a key, a data key and data hang together, and where to begin. */
import { labs } from '../../../scenarios/lab/index.ts';
import { EnvelopeIcon, Icon } from './icons.tsx';
import { playScene } from './play.ts';
import { startLab } from './state.ts';
import { t } from './words.ts';

/** The picture, three sentences and two doors. */
export function Primer() {
  const [first] = labs;
  return (
    <div class="primer">
      <h3>{t('primer.title')}</h3>
      <div class="picture" role="img" aria-label={t('primer.picture')}>
        <p class="card good">
          <Icon kind="key" />
          <strong>{t('primer.kms')}</strong>
          <span class="small">{t('primer.kms.note')}</span>
        </p>
        <span class="to" />
        <p class="card">
          <EnvelopeIcon open={false} lost={false} />
          <strong>{t('primer.envelope')}</strong>
          <span class="small">{t('primer.envelope.note')}</span>
        </p>
        <span class="to" />
        <p class="card">
          <Icon kind="volume" />
          <strong>{t('primer.data')}</strong>
          <span class="small">{t('primer.data.note')}</span>
        </p>
      </div>
      <ul>
        <li>{t('primer.one')}</li>
        <li>{t('primer.two')}</li>
        <li>{t('primer.three')}</li>
      </ul>
      <p class="row">
        {first && (
          <button type="button" class="primary" data-primer="lab" onClick={() => void startLab(first)}>
            {t('primer.lab')}
          </button>
        )}
        <button type="button" data-primer="play" onClick={() => void playScene()}>
          {t('primer.play')}
        </button>
      </p>
    </div>
  );
}
