/** Which images a caller can see: its own, Amazon's public ones, and others that were made public. */
import type { Context } from '../../context.ts';
import { imageArn } from '../arns.ts';
import type { ResourceUse } from '../authorize.ts';
import { imageNotFound } from '../errors.ts';
import { regionalRow } from '../rows.ts';
import type { Image } from '../state.ts';
import { tagsOf } from '../tags/tags.ts';
import { publicImages } from './publicImages.ts';

/** An image that the caller may launch or copy; to all others it does not exist. */
export function usableImage(context: Context, id: string, region = context.region): Image {
  const image =
    context.world.ec2.images.get(regionalRow(region, id)) ?? publicImages(region).find((one) => one.id === id);
  return image && (image.account === context.account || image.public) ? image : imageNotFound(id);
}

/** An image of the caller's account. */
export function ownImage(context: Context, id: string): Image {
  const image = context.world.ec2.images.get(regionalRow(context.region, id));
  return image?.account === context.account ? image : imageNotFound(id);
}

/** The use of an image as authorization sees it. */
export function imageUse(context: Context, image: Image): ResourceUse {
  return {
    resource: imageArn(image.region, image.id),
    tags: image.account === context.account ? tagsOf(context.world, image, image.id) : {},
    conditions: {
      'ec2:imageid': image.id,
      'ec2:imagetype': 'machine',
      'ec2:owner': image.ownerAlias ?? image.account,
      'ec2:public': String(image.public),
      'ec2:rootdevicetype': 'ebs',
    },
  };
}
