package dev.countinghouse.balances;

import java.io.Serializable;

/**
 * Transfers of one piece of the file in the order in which they apply, packed. Of transfers at one instant, those of an
 * earlier piece and of an earlier run of it come first, and those of one run stand in its order.
 *
 * @param unit microseconds between the instants that it counts in
 * @param nanos whether instants have nanoseconds besides
 */
record Run(int piece, int number, int transfers, long unit, boolean nanos, byte[] bytes) implements Serializable {
  private static final long serialVersionUID = 1L;
}
