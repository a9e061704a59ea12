/** Request validation of EC2: the constraints of AWS's API model. */
import { validateEc2 as validatorOf } from '../validation/ec2Texts.ts';
import { shapes } from './shapes.ts';

/** The validation of one operation's input. */
export function validateEc2(name: string): (input: unknown) => void {
  const validate = validatorOf(shapes[name as keyof typeof shapes]);
  return (input) => validate(input as object);
}
