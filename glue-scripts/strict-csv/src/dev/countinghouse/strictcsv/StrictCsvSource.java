package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The data source `strict-csv`: every row of a CSV file, or of many with the same declaration, good and bad, by the exact
 * rules of the project. Headers are read when a frame is made, so that a file with a wrong one fails at `load()`. For
 * what to ask of it see {@link SourceOptions}.
 */
public final class StrictCsvSource implements TableProvider, DataSourceRegister {
  /** The name for `format(…)`. */
  static final String NAME = "strict-csv";

  /** Spark asks one provider first for the schema, then for the table; headers need not be read twice. */
  private Map<String, String> checkedOptions;

  private List<CheckedFile> checkedFiles;

  /** Made by Spark, through its service registry. */
  public StrictCsvSource() {}

  @Override
  public String shortName() {
    return NAME;
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    SourceOptions source = SourceOptions.parse(options);
    if (source.mode() == SourceOptions.Mode.CHECKSUM) {
      return ChecksumReader.SCHEMA;
    }
    StructType schema = RowSchema.of(source.columns(), source.listed());
    check(source, options);
    return schema;
  }

  @Override
  public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
    CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
    SourceOptions source = SourceOptions.parse(options);
    List<CheckedFile> files = source.mode() == SourceOptions.Mode.CHECKSUM ? List.of() : check(source, options);
    return new StrictCsvTable(source, files, schema);
  }

  private List<CheckedFile> check(SourceOptions source, CaseInsensitiveStringMap options) {
    Map<String, String> key = options.asCaseSensitiveMap();
    if (!key.equals(checkedOptions)) {
      try {
        checkedFiles = Headers.check(source, HadoopSettings.here());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      checkedOptions = key;
    }
    return checkedFiles;
  }
}
