package dev.countinghouse.strictcsv;

import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/** What one task reads: at least one split, in the order of the files. */
record TaskSplits(List<FileSplit> splits) implements InputPartition {
  private static final long serialVersionUID = 1L;
}
