package dev.countinghouse.balances;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** Writes accounts by their places. */
final class PlaceWriteSupport extends WriteSupport<Integer> {
  private static final int AMOUNT_BYTES = 16;
  private static final int DIGITS = 38;
  private static final VarHandle BIG_ENDIAN = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final AccountTable accounts;
  private final RangeFigures figures;
  private final Binary[] countries;
  private RecordConsumer record;

  PlaceWriteSupport(AccountTable accounts, RangeFigures figures) {
    this.accounts = accounts;
    this.figures = figures;
    countries = new Binary[accounts.countryNames.length];
  }

  // Parquet still asks here first.
  @Override
  @SuppressWarnings("deprecation")
  public WriteContext init(Configuration configuration) {
    return new WriteContext(schema(), Map.of());
  }

  private static MessageType schema() {
    Types.MessageTypeBuilder message = Types.buildMessage();
    for (String name : new String[] {"accountNumber", "country"}) {
      message.required(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType()).named(name);
    }
    for (String name : new String[] {"balance", "opening", "incoming", "outgoing"}) {
      message.required(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY).length(AMOUNT_BYTES)
          .as(LogicalTypeAnnotation.decimalType(2, DIGITS)).named(name);
    }
    return message.named("balances");
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    record = consumer;
  }

  @Override
  public void write(Integer boxed) {
    int place = boxed;
    int start = accounts.start(place);
    record.startMessage();
    add("accountNumber", 0, Binary.fromReusedByteArray(accounts.numbers, start, accounts.ends[place] - start));
    add("country", 1, country(accounts.countries[place]));
    add("balance", 2, amount(figures.balanceHigh(place), figures.balance(place)));
    add("opening", 3, amount(accounts.openings[place] >> Long.SIZE - 1, accounts.openings[place]));
    add("incoming", 4, amount(figures.inHigh(place), figures.in(place)));
    add("outgoing", 5, amount(figures.outHigh(place), figures.out(place)));
    record.endMessage();
  }

  private Binary country(int country) {
    if (countries[country] == null) {
      byte[] name = accounts.countryNames[country].getBytes(StandardCharsets.UTF_8);
      countries[country] = Binary.fromConstantByteArray(name);
    }
    return countries[country];
  }

  private void add(String name, int field, Binary value) {
    record.startField(name, field);
    record.addBinary(value);
    record.endField(name, field);
  }

  private static Binary amount(long high, long low) {
    byte[] bytes = new byte[AMOUNT_BYTES];
    BIG_ENDIAN.set(bytes, 0, high);
    BIG_ENDIAN.set(bytes, Long.BYTES, low);
    return Binary.fromConstantByteArray(bytes);
  }
}
