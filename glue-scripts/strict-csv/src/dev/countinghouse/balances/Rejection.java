package dev.countinghouse.balances;

/** Why a transfer is rejected; the first that holds counts. All but the last one hold whatever the balances are. */
enum Rejection {
  UNKNOWN_ACCOUNT("unknown-account"),
  SAME_ACCOUNT("same-account"),
  AMOUNT_NOT_POSITIVE("amount-not-positive"),
  DIFFERENT_COUNTRIES("different-countries"),
  INSUFFICIENT_FUNDS("insufficient-funds");

  static final Rejection[] ALL = values();

  final String label;

  Rejection(String label) {
    this.label = label;
  }

  /** What stands against a transfer between two accounts, whatever they hold; null when nothing does. */
  static Rejection of(AccountTable accounts, int sender, int receiver, long amount) {
    if (sender < 0 || receiver < 0) {
      return UNKNOWN_ACCOUNT;
    }
    if (sender == receiver) {
      return SAME_ACCOUNT;
    }
    if (amount <= 0) {
      return AMOUNT_NOT_POSITIVE;
    }
    return accounts.countries[sender] == accounts.countries[receiver] ? null : DIFFERENT_COUNTRIES;
  }
}
