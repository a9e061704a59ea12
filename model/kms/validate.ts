/** Request validation of KMS: the constraints of AWS's API model, refused with ValidationException. */
import { validateKmsShape } from '../validation/jsonServices.ts';
import { shapes } from './shapes.ts';

/** The validation of one operation's input, compiled once. */
export function validateKms(name: string): (input: object) => void {
  return validateKmsShape((shapes as Record<string, (typeof shapes)[keyof typeof shapes]>)[name]!);
}
