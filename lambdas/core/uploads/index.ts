export { fileNameSchema, type UploadTarget, UploadTargetError, uploadTargetSchema } from './upload-key.ts';
export {
  type PartPage,
  PartsDifferError,
  type StoredPart,
  type StoredUpload,
  UploadGoneError,
  type UploadStore,
} from './upload-store.ts';
export { StatelessUploads, UNFINISHED_UPLOAD_DAYS, type Uploads } from './uploads.ts';
