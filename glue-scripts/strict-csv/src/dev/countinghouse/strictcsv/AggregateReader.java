package dev.countinghouse.strictcsv;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.connector.read.PartitionReader;

/**
 * Gives partial aggregates of the rows of a task. A group may come more than once: whenever the table of groups is
 * full it is given and emptied, and a group whose sum would leave the range of its column's type is given before.
 */
final class AggregateReader implements PartitionReader<InternalRow>, Rows.Visitor {
  private static final int INITIAL_ROW_BYTES = 256;

  /** Spark is told of the rows that were read by so many at a time. */
  private static final int ROWS_A_NOTE = 1 << 16;

  private final BytesRead bytes = new BytesRead();
  private final TaskRows task;
  private final Aggregates aggregates;
  private final GroupKey key;
  private final GroupTable table;
  private final Measures measures;
  private final UnsafeRowWriter row;
  private final boolean passesGood;
  private int slot = -1;
  private boolean draining;
  private boolean ended;
  private boolean gaveSome;
  private int unnoted;

  /** @param mostGroups how many groups to hold at most; the table has a limit of its own too */
  AggregateReader(TaskRows task, RowPlan plan, Aggregates aggregates, int mostGroups) {
    this.aggregates = aggregates;
    this.task = task;
    key = new GroupKey(aggregates.keys(), plan.columns());
    measures = new Measures(aggregates, plan.columns());
    passesGood = plan.good() && measures.areOfColumnsOnly();
    table = new GroupTable(measures.numbers(), mostGroups);
    row = new UnsafeRowWriter(aggregates.schema().length(), INITIAL_ROW_BYTES);
  }

  @Override
  public boolean next() throws IOException {
    for (;;) {
      if (draining) {
        if (drain()) {
          return true;
        }
        if (ended) {
          return false;
        }
      }
      if (gather()) {
        return true;
      }
      draining = true;
    }
  }

  /** Reads rows until the table is full or the rows end; true when a group had to be given before that. */
  private boolean gather() throws IOException {
    while (!table.isFull()) {
      note(passesGood ? task.current().pass(this) : 0);
      if (table.isFull()) {
        return false;
      }
      if (!task.next()) {
        end();
        return false;
      }
      note(1);
      if (add()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean visit(RowValues values, long line, long offset, long length) {
    if (table.isFull()) {
      return false;
    }
    int group = key.find(table, values, task.current().file());
    return measures.addGood(table.numbers(), group, values);
  }

  private void end() {
    ended = true;
    tellSpark();
    // Without keys there is one group, even of no rows.
    if (aggregates.keys().length == 0 && table.isEmpty() && !gaveSome) {
      key.find(table, task.current().values(), task.current().file());
    }
  }

  private boolean add() {
    Rows rows = task.current();
    Reason reason = rows.reason();
    int group = reason == null
        ? key.find(table, rows.values(), rows.file())
        : key.find(table, reason, rows.failedColumn(), rows.file());
    long[] numbers = table.numbers();
    boolean good = reason == null;
    boolean full = !measures.fits(numbers, group, rows, good);
    if (full) {
      write(group);
      measures.clear(numbers, group);
    }
    measures.add(numbers, group, rows, good);
    return full;
  }

  private boolean drain() {
    while (++slot < table.slots()) {
      int group = table.group(slot);
      if (group >= 0) {
        write(group);
        return true;
      }
    }
    table.clear();
    slot = -1;
    draining = false;
    return false;
  }

  private void write(int group) {
    gaveSome = true;
    row.reset();
    row.zeroOutNullBytes();
    key.write(table, group, row);
    measures.write(table.numbers(), group, row, aggregates.keys().length);
  }

  private void note(int count) {
    unnoted += count;
    if (unnoted >= ROWS_A_NOTE) {
      tellSpark();
    }
  }

  private void tellSpark() {
    bytes.tellSpark(unnoted);
    unnoted = 0;
  }

  @Override
  public InternalRow get() {
    return row.getRow();
  }

  @Override
  public void close() throws IOException {
    task.close();
  }
}
