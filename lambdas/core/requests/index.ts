export { type Examining, examine, type Verdict } from './examine.ts';
export { type ParsedRequest, parseRequest } from './parse-request.ts';
export {
  contentsOf,
  idTaken,
  type NewRequest,
  type RequestError,
  type RunRequest,
  requestIdSchema,
  requestSchema,
  toNewRequest,
} from './request.ts';
