/** Messages inside others, as JSON: many requests that only look go in one. */
import { textOf, type WireRequest, type WireResponse } from './protocols/message.ts';

/** An enclosed message: a body that is text stands as it is, any other as base64. */
export type Enclosed<Message extends WireRequest | WireResponse> = Omit<Message, 'body'> & {
  readonly body?: string;
  readonly base64?: string;
};

/** Puts a message into another. */
export function enclose<Message extends WireRequest | WireResponse>(message: Message): Enclosed<Message> {
  const { body, ...rest } = message;
  if (body.length === 0) return rest as Enclosed<Message>;
  const text = typeof body === 'string' ? body : textOf(body);
  const held = text === undefined ? { base64: Buffer.from(body as Uint8Array).toString('base64') } : { body: text };
  return { ...rest, ...held } as Enclosed<Message>;
}

/** The bytes of the body of an enclosed message. */
export const bodyOf = ({ body, base64 }: { readonly body?: string; readonly base64?: string }): Uint8Array =>
  new Uint8Array(base64 === undefined ? Buffer.from(body ?? '') : Buffer.from(base64, 'base64'));
