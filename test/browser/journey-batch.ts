/** A batch whose balances can be worked out by hand, named as nobody would on a server. */
export const batch = { name: 'november 2021', accounts: 'konten.csv', transfers: 'bewegungen.csv' };

const small = Array.from({ length: 30 }, (_, second) => `2021-11-29T06:00:${10 + second},1,0.10,2`);

export const accountsCsv = 'accountNumber,country,balance\n1,44,70\n2,44,0.00\n3,49,5.25\n';
export const transfersCsv = [
  'date,fromAccountNumber,transferAmount,toAccountNumber',
  '2021-11-29T05:47:27,1,100.00,2', // more than it has
  '2021-11-29T05:47:26,1,13.50,2',
  '2021-11-29T05:47:28,1,1.00,3', // another country
  '2021-11-29T05:47:29,9,1.00,1', // nobody
  ...small,
  '',
].join('\n');

/** Account, country, before, received, sent, after, transfers in and out, rejected. */
export const balances = [
  ['1', '44', '70.00', '0.00', '16.50', '53.50', '0', '31', '2'],
  ['2', '44', '0.00', '16.50', '0.00', '16.50', '31', '0', '0'],
  ['3', '49', '5.25', '0.00', '0.00', '5.25', '0', '0', '0'],
];

/** Line, reason, date, from, amount, to. */
export const rejected = [
  ['2', 'The sender did not have as much', '2021-11-29T05:47:27', '1', '100.00', '2'],
  ['4', 'Sender and receiver are in different countries', '2021-11-29T05:47:28', '1', '1.00', '3'],
  ['5', 'Sender or receiver is not among the accounts', '2021-11-29T05:47:29', '9', '1.00', '1'],
];
