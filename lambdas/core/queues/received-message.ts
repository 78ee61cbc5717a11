import { z } from 'zod';

/** Five tries, so that a database that wakes or a throttled call does not send a good message to the dead letters. */
export const MOST_RECEIVES = 5;

/** An attribute of a message, as SQS takes it. */
export type MessageAttribute =
  | { readonly DataType: string; readonly StringValue: string }
  | { readonly DataType: string; readonly BinaryValue: Uint8Array };

/** A message that a queue delivered to a function. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
  /** ARN of the queue that delivered it; a function with several queues tells its messages apart by it. */
  readonly queueArn: string;
  /** How often it was delivered, this time included. After `MOST_RECEIVES` SQS delivers it no more. */
  readonly receives: number;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

const attributeSchema = z
  .object({ dataType: z.string(), stringValue: z.string().nullish(), binaryValue: z.string().nullish() })
  .transform(
    ({ dataType, stringValue, binaryValue }): MessageAttribute =>
      dataType.startsWith('Binary')
        ? { DataType: dataType, BinaryValue: Buffer.from(binaryValue ?? '', 'base64') }
        : { DataType: dataType, StringValue: stringValue ?? '' },
  );

/** A message as Lambda hands it to a function. */
export const receivedMessageSchema = z
  .object({
    messageId: z.string(),
    body: z.string(),
    eventSourceARN: z.string(),
    attributes: z.object({ ApproximateReceiveCount: z.coerce.number().int().min(1) }),
    messageAttributes: z.record(z.string(), attributeSchema).default({}),
  })
  .transform(
    ({ messageId, body, eventSourceARN, attributes, messageAttributes }): ReceivedMessage => ({
      messageId,
      body,
      queueArn: eventSourceARN,
      receives: attributes.ApproximateReceiveCount,
      attributes: messageAttributes,
    }),
  );

/** What Lambda invokes a function with that reads queues. */
export const deliverySchema = z.object({ Records: z.array(receivedMessageSchema) });
