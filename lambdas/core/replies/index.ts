export { REPLY_KEPT_DAYS, REPLY_LIMIT_BYTES, type Reply, replySchema } from './reply.ts';
export type { Whose } from './reply-store.ts';
export type { ResponseQueue } from './response-queue.ts';
export { type Replying, sendReplies } from './send-replies.ts';
