package dev.countinghouse.strictcsv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;

/** Takes over the choice of columns, aggregates, comparisons of columns with values, and whether rows are good or bad. */
final class StrictCsvScanBuilder
    implements SupportsPushDownRequiredColumns, SupportsPushDownV2Filters, SupportsPushDownAggregates {
  private static final String[] REASON = {RowSchema.Extra.REASON.columnName};

  private final SourceOptions source;
  private final List<CheckedFile> files;
  private final StructType table;
  private StructType projection;
  private Aggregates aggregates;
  private final List<Predicate> pushed = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();
  private boolean good = true;
  private boolean bad = true;

  StrictCsvScanBuilder(SourceOptions source, List<CheckedFile> files, StructType schema) {
    this.source = source;
    this.files = files;
    this.table = schema;
    this.projection = schema;
  }

  @Override
  public void pruneColumns(StructType required) {
    projection = required;
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    return Arrays.stream(predicates).filter(predicate -> !take(predicate)).toArray(Predicate[]::new);
  }

  private boolean take(Predicate predicate) {
    boolean taken = source.mode() == SourceOptions.Mode.ROWS && (takeVerdict(predicate) || takeCondition(predicate));
    if (taken) {
      pushed.add(predicate);
    }
    return taken;
  }

  private boolean takeVerdict(Predicate predicate) {
    boolean ofReason = predicate.children().length == 1 && predicate.children()[0] instanceof NamedReference name
        && Arrays.equals(name.fieldNames(), REASON);
    if (ofReason && predicate.name().equals("IS_NULL")) {
      bad = false;
      return true;
    }
    if (ofReason && predicate.name().equals("IS_NOT_NULL")) {
      good = false;
      return true;
    }
    return false;
  }

  private boolean takeCondition(Predicate predicate) {
    Optional<Condition> condition = Condition.of(predicate, source.columns());
    condition.ifPresent(conditions::add);
    // All columns of a bad row are null, and no comparison holds for null.
    bad &= condition.isEmpty();
    return condition.isPresent();
  }

  @Override
  public Predicate[] pushedPredicates() {
    return pushed.toArray(Predicate[]::new);
  }

  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    aggregates =
        source.mode() == SourceOptions.Mode.ROWS ? Aggregates.of(aggregation, table, source.columns()) : null;
    return aggregates != null;
  }

  @Override
  public Scan build() {
    if (source.mode() == SourceOptions.Mode.CHECKSUM) {
      return new ChecksumScan(source);
    }
    int[] outputs = aggregates == null ? RowSchema.outputs(projection, source.columns()) : aggregates.keys();
    RowPlan plan = new RowPlan(source.columns(), outputs, good, bad, conditions);
    return new RowScan(source, files, plan, projection, aggregates);
  }
}
