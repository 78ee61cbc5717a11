/** What is known of one branch; amounts in cents. An overflow is an error. */
final class Figures {
  long count;
  long min = Long.MAX_VALUE;
  long max = Long.MIN_VALUE;
  long sum;

  void add(long cents) {
    count++;
    if (cents < min) {
      min = cents;
    }
    if (cents > max) {
      max = cents;
    }
    sum = Math.addExact(sum, cents);
  }

  Figures plus(Figures other) {
    Figures total = new Figures();
    total.count = count + other.count;
    total.min = Math.min(min, other.min);
    total.max = Math.max(max, other.max);
    total.sum = Math.addExact(sum, other.sum);
    return total;
  }

  /** As JSON strings, which hold every whole number exactly. */
  @Override
  public String toString() {
    return "\"" + count + "\",\"" + min + "\",\"" + max + "\",\"" + sum + "\"";
  }
}
