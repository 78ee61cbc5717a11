package dev.countinghouse.strictcsv;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Files as a table. */
final class StrictCsvTable implements SupportsRead {
  private final SourceOptions source;
  private final List<CheckedFile> files;
  private final StructType schema;

  /** @param files none for a checksum */
  StrictCsvTable(SourceOptions source, List<CheckedFile> files, StructType schema) {
    this.source = source;
    this.files = files;
    this.schema = schema;
  }

  @Override
  public String name() {
    return StrictCsvSource.NAME + " " + source.name();
  }

  // Spark 4 prefers columns() and builds them from this; older callers still ask here.
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return schema;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new StrictCsvScanBuilder(source, files, schema);
  }
}
