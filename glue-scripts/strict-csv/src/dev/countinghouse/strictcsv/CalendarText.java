package dev.countinghouse.strictcsv;

/** Dates and times of day written in digits. */
final class CalendarText {
  static final int DATE_LENGTH = "YYYY-MM-DD".length();
  static final int TIME_LENGTH = "HH:MM:SS".length();

  /** No day and no second of day is this. */
  static final int INVALID = Integer.MIN_VALUE;

  private static final int[] DAYS_IN_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private CalendarText() {}

  /** The digit at `at`, or a value over 9. */
  static int digit(byte[] bytes, int at) {
    return (bytes[at] - '0') & 0xff;
  }

  /** Two digits as a number, or INVALID. */
  static int twoDigits(byte[] bytes, int at) {
    int tens = digit(bytes, at);
    int ones = digit(bytes, at + 1);
    return tens > 9 || ones > 9 ? INVALID : 10 * tens + ones;
  }

  /** Days since 1970-01-01 of the `YYYY-MM-DD` at `at`, or INVALID. Years 0001 to 9999, Gregorian throughout. */
  static int epochDay(byte[] bytes, int at) {
    int century = twoDigits(bytes, at);
    int yearOfCentury = twoDigits(bytes, at + 2);
    int month = twoDigits(bytes, at + 5);
    int day = twoDigits(bytes, at + 8);
    int year = 100 * century + yearOfCentury;
    boolean shaped = century >= 0 && yearOfCentury >= 0 && bytes[at + 4] == '-' && bytes[at + 7] == '-';
    if (!shaped || year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
      return INVALID;
    }
    return epochDay(year, month, day);
  }

  private static int daysIn(int year, int month) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return DAYS_IN_MONTH[month - 1] + (month == 2 && leap ? 1 : 0);
  }

  /** Of a real date. Howard Hinnant's days_from_civil: years begin in March, so that the leap day is a year's last. */
  static int epochDay(int year, int month, int day) {
    int shifted = month <= 2 ? year - 1 : year;
    int era = shifted / 400;
    int yearOfEra = shifted - era * 400;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }

  /** Seconds since midnight of the `HH:MM:SS` at `at`, or INVALID. Hour 24 and second 60 are invalid. */
  static int secondOfDay(byte[] bytes, int at) {
    int hour = twoDigits(bytes, at);
    int minute = twoDigits(bytes, at + 3);
    int second = twoDigits(bytes, at + 6);
    boolean shaped = bytes[at + 2] == ':' && bytes[at + 5] == ':' && hour >= 0 && minute >= 0 && second >= 0;
    return shaped && hour < 24 && minute < 60 && second < 60 ? 3600 * hour + 60 * minute + second : INVALID;
  }
}
