package dev.countinghouse.strictcsv;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.IsNull;
import org.apache.spark.sql.types.StructType;

/** Takes over the choice of columns, aggregates, and the conditions `_reason is null` and `_reason is not null`. */
final class StrictCsvScanBuilder
    implements SupportsPushDownRequiredColumns, SupportsPushDownFilters, SupportsPushDownAggregates {
  private static final String REASON = RowSchema.Extra.REASON.columnName;

  private final SourceOptions source;
  private final List<CheckedFile> files;
  private final StructType table;
  private StructType projection;
  private Aggregates aggregates;
  private final List<Filter> pushed = new ArrayList<>();
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
  public Filter[] pushFilters(Filter[] filters) {
    List<Filter> left = new ArrayList<>();
    for (Filter filter : filters) {
      if (source.mode() == SourceOptions.Mode.ROWS && take(filter)) {
        pushed.add(filter);
      } else {
        left.add(filter);
      }
    }
    return left.toArray(Filter[]::new);
  }

  private boolean take(Filter filter) {
    if (filter instanceof IsNull isNull && isNull.attribute().equals(REASON)) {
      bad = false;
      return true;
    }
    if (filter instanceof IsNotNull isNotNull && isNotNull.attribute().equals(REASON)) {
      good = false;
      return true;
    }
    return false;
  }

  @Override
  public Filter[] pushedFilters() {
    return pushed.toArray(Filter[]::new);
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
    RowPlan plan = new RowPlan(source.columns(), outputs, good, bad);
    return new RowScan(source, files, plan, projection, aggregates);
  }
}
