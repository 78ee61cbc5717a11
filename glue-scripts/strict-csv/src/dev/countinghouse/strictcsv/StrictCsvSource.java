package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The data source `strict-csv`: every row of one CSV file, good and bad, by the exact rules of the project. Its header is
 * read when a frame is made, so that a file with a wrong one fails at `load()`.
 */
public final class StrictCsvSource implements TableProvider, DataSourceRegister {
  /** The name for `format(…)`. */
  static final String NAME = "strict-csv";

  /** Enough for nearly every header. */
  private static final int HEAD_BYTES = 64 << 10;

  /** Spark asks one provider first for the schema, then for the table; the header need not be read twice. */
  private Map<String, String> checkedOptions;

  private Header checkedHeader;

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
    StructType schema = RowSchema.of(source.columns());
    header(source, options);
    return schema;
  }

  @Override
  public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
    CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
    SourceOptions source = SourceOptions.parse(options);
    Header header = source.mode() == SourceOptions.Mode.CHECKSUM ? null : header(source, options);
    return new StrictCsvTable(source, header, schema);
  }

  private Header header(SourceOptions source, CaseInsensitiveStringMap options) {
    Map<String, String> key = options.asCaseSensitiveMap();
    if (!key.equals(checkedOptions)) {
      try (InputStream in = source.open(hadoop(), 0, HEAD_BYTES)) {
        checkedHeader = Header.read(in, source.file().name(), source.columns(), source.maxRowBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      checkedOptions = key;
    }
    return checkedHeader;
  }

  /** The Hadoop settings of the session, `spark.hadoop.*` included. */
  static Configuration hadoop() {
    return SparkSession.active().sessionState().newHadoopConf();
  }
}
