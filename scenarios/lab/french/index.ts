/** The French texts of all labs, by their ids, and how they come into the labs. */
import type { Lab } from '../../contract.ts';
import { dataVolume } from './dataVolume.ts';
import { deletion } from './deletion.ts';
import { inTransit } from './inTransit.ts';
import { intruder } from './intruder.ts';
import { rds } from './rds.ts';
import { redshift } from './redshift.ts';
import { rootVolume } from './rootVolume.ts';
import type { FrenchLab } from './text.ts';

export const french: Readonly<Record<string, FrenchLab>> = {
  'root-volume': rootVolume,
  'data-volume': dataVolume,
  'in-transit': inTransit,
  deletion,
  intruder,
  rds,
  redshift,
};

/** A lab that speaks French too, where its texts are there; what is missing stays English. */
export function inFrench(lab: Lab): Lab {
  const texts = french[lab.id];
  if (!texts) return lab;
  return {
    ...lab,
    title: { ...lab.title, fr: spaced(texts.title) },
    intro: { ...lab.intro, fr: spaced(texts.intro) },
    steps: lab.steps.map((step) => {
      const said = texts.steps[step.title.en];
      if (!said) return step;
      return {
        ...step,
        title: { ...step.title, fr: spaced(said.title) },
        look: { ...step.look, fr: spaced(said.look) },
      };
    }),
  };
}

/** No line begins with a sign that French sets apart by a space, nor ends with a guillemet that opens. */
const spaced = (text: string): string => text.replaceAll(/ (?=[:;?!»])|(?<=«) /g, '\u00a0');
