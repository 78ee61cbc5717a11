import { createRoute, z } from '@hono/zod-openapi';
import {
  completionSchema,
  landedFileSchema,
  partAddressesSchema,
  partNumbersSchema,
  uploadedPartsSchema,
  uploadSchema,
} from '../../core/uploads/upload.ts';
import { uploadTargetSchema } from '../../core/uploads/upload-key.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { cursorSchema } from '../http/query.ts';
import { problems } from '../problems/responses.ts';
import { needs } from '../sign-in/needs.ts';

const parameters = z.object({ uploadId: z.string().min(1).max(4096) });
const nothing = z.strictObject({});
const ofBody = ['bad-request', 'too-large', 'unsupported-media-type', 'unexpected', 'unavailable'] as const;

const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { 'application/json': { schema } } });

const beginRoute = createRoute({
  method: 'post',
  path: '/api/uploads',
  operationId: 'beginUpload',
  summary: 'Begins an upload in parts, straight to S3',
  security: needs('operator'),
  description:
    'Then ask for the addresses of parts, PUT each part to its own, and complete the upload with the tags that S3 ' +
    'answered. A torn upload goes on with what `GET …/parts` does not list.',
  request: {
    query: nothing,
    body: { required: true, ...json(uploadTargetSchema.meta({ id: 'UploadRequest' })) },
  },
  responses: { 201: { description: 'The upload has begun.', ...json(uploadSchema) }, ...problems(...ofBody) },
});

const addressesRoute = createRoute({
  method: 'post',
  path: '/api/uploads/{uploadId}/addresses',
  operationId: 'makePartAddresses',
  summary: 'Makes presigned addresses for parts',
  security: needs('operator'),
  request: { params: parameters, query: nothing, body: { required: true, ...json(partNumbersSchema) } },
  responses: {
    200: { description: 'One address for each part.', ...json(partAddressesSchema) },
    ...problems('gone', 'conflict', ...ofBody),
  },
});

const partsRoute = createRoute({
  method: 'get',
  path: '/api/uploads/{uploadId}/parts',
  operationId: 'listUploadedParts',
  summary: 'The parts that have arrived',
  security: needs('operator'),
  request: { params: parameters, query: z.strictObject({ cursor: cursorSchema }) },
  responses: {
    200: { description: 'A page of parts.', ...json(uploadedPartsSchema) },
    ...problems('bad-request', 'gone', 'unexpected', 'unavailable'),
  },
});

const completeRoute = createRoute({
  method: 'post',
  path: '/api/uploads/{uploadId}/complete',
  operationId: 'completeUpload',
  summary: 'Makes the file of its parts; it lands and is counted',
  security: needs('operator'),
  request: { params: parameters, query: nothing, body: { required: true, ...json(completionSchema) } },
  responses: {
    200: { description: 'The file has landed.', ...json(landedFileSchema) },
    ...problems('gone', 'conflict', ...ofBody),
  },
});

const abortRoute = createRoute({
  method: 'delete',
  path: '/api/uploads/{uploadId}',
  operationId: 'abortUpload',
  summary: 'Cancels an upload and removes its parts',
  security: needs('operator'),
  request: { params: parameters, query: nothing },
  responses: {
    204: { description: 'There is no such upload any more.' },
    ...problems('bad-request', 'gone', 'unexpected', 'unavailable'),
  },
});

export function uploadRoutes(api: Api, { uploads }: Dependencies): void {
  api.openapi(beginRoute, async (context) => context.json(await uploads.begin(context.req.valid('json')), 201));
  api.openapi(addressesRoute, async (context) => {
    const { partNumbers } = context.req.valid('json');
    return context.json(await uploads.addresses(context.req.valid('param').uploadId, partNumbers), 200);
  });
  api.openapi(partsRoute, async (context) => {
    const { cursor } = context.req.valid('query');
    return context.json(await uploads.arrived(context.req.valid('param').uploadId, cursor), 200);
  });
  api.openapi(completeRoute, async (context) => {
    const { etags } = context.req.valid('json');
    return context.json(await uploads.complete(context.req.valid('param').uploadId, etags), 200);
  });
  api.openapi(abortRoute, async (context) => {
    await uploads.abort(context.req.valid('param').uploadId);
    return context.body(null, 204);
  });
}
