/** The keys of the empty objects by which intake tells that a landed version has its run. */
export const recordedMarkers = ['recorded/*', 'recorded-long/*'] as const;
