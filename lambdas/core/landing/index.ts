export { type LandedObject, parseNotification, sweepNotification } from './notification.ts';
export { type Place, placeOf } from './place.ts';
export { RECORDED_PREFIX, recordedMarkerKey } from './recorded-marker.ts';
