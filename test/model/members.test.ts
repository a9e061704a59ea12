/** Nothing that a request says is dropped unseen: each member is looked at by the model, or listed as without effect. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shapes as ebsShapes } from '../../model/ec2/direct/shapes.ts';
import { acceptedWithoutEffect as ec2Accepted } from '../../model/ec2/outside.ts';
import { shapes as ec2Shapes } from '../../model/ec2/shapes.ts';
import { acceptedWithoutEffect as s3Accepted } from '../../model/s3/outside.ts';
import { shapes as s3Shapes } from '../../model/s3/shapes.ts';

/** Every word of a service's code, its shapes and lists aside. */
function wordsOf(folder: string): ReadonlySet<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const code = files.filter((name) => name.endsWith('.ts') && !/(shapes|outside)\.ts$/.test(name));
  return new Set(code.flatMap((name) => readFileSync(join(folder, name), 'utf8').match(/\w+/g) ?? []));
}

describe.each([
  ['ec2', 'model/ec2', ec2Shapes, ec2Accepted],
  ['ebs', 'model/ec2', ebsShapes, ec2Accepted],
  ['s3', 'model/s3', s3Shapes, s3Accepted],
])('members of %s', (_, folder, shapes, accepted) => {
  const members = Object.entries(shapes).flatMap(([operation, shape]) =>
    Object.keys(shape)
      .filter((path) => /^\w+$/.test(path))
      .map((member) => ({ operation, member })),
  );

  it('are looked at, or listed as without effect', () => {
    const words = wordsOf(folder);
    const unseen = members.filter(({ member }) => !words.has(member) && !(member in accepted));
    expect(unseen.map(({ operation, member }) => `${operation}.${member}`)).toEqual([]);
  });

  it('that are listed as without effect exist', () => {
    const known = new Set([ec2Shapes, ebsShapes, s3Shapes].flatMap((all) => Object.values(all)).flatMap(Object.keys));
    expect(Object.keys(accepted).filter((member) => !known.has(member))).toEqual([]);
  });
});
