/** Under whose name the people of the simulation act. */
export const somebody = { subject: 'somebody', name: 'Somebody' };
