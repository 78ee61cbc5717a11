export { type LandedObject, parseNotification, sweepNotification } from './notification.ts';
export { versionIdSchema } from './object-names.ts';
export { isLandedPlace, type LandedPlace, type Place, placeOf } from './place.ts';
export type { KnownObject } from './record-object.ts';
export { RECORDED_PREFIX, recordedMarkerKey } from './recorded-marker.ts';
