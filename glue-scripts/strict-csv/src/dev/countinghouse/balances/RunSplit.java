package dev.countinghouse.balances;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import scala.Tuple2;

/** Hands runs to the partitions: each transfer to that of its sender, which is that of its receiver too. */
final class RunSplit {
  private final Partitioning partitioning;

  RunSplit(Partitioning partitioning) {
    this.partitioning = partitioning;
  }

  Iterator<Tuple2<Integer, Run>> all(Iterator<PieceItem> items) {
    Stream<PieceItem> stream = StreamSupport.stream(Spliterators.spliteratorUnknownSize(items, 0), false);
    return stream
        .filter(PieceItem.Transfers.class::isInstance)
        .flatMap(item -> split(((PieceItem.Transfers) item).run()).stream())
        .iterator();
  }

  private List<Tuple2<Integer, Run>> split(Run run) {
    if (partitioning.parts == 1) {
      return List.of(new Tuple2<>(0, run));
    }
    int parts = partitioning.parts;
    RunWriter[] writers = new RunWriter[parts];
    for (int part = 0; part < parts; part++) {
      writers[part] = new RunWriter(run.piece(), run.number(), run.unit(), run.nanos(), run.transfers() / parts);
    }
    RunReader reader = new RunReader(run);
    try {
      while (reader.next()) {
        writers[partitioning.part(reader.from)].add(reader.micros / run.unit(), reader.nano,
            partitioning.local(reader.from), partitioning.local(reader.to), reader.amount, reader.index);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Tuple2<Integer, Run>> split = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      if (!writers[part].isEmpty()) {
        split.add(new Tuple2<>(part, writers[part].run()));
      }
    }
    return split;
  }
}
