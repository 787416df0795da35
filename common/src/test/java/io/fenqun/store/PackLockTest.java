package io.fenqun.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.SparkTest;
import io.fenqun.error.FenqunException;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackLockTest extends SparkTest {
  private static final MonthRange JANUARY = MonthRange.of(Month.of(2024, 1));
  private static final Duration NEVER = Duration.ofHours(1);

  private static final TableDef TABLE =
      Tables.table("visits", "拜访", "visits")
          .partitioned("month", "月份", "month")
          .key("customer_id", DataTypes.StringType, "客户号", "customer's id")
          .build();

  @TempDir Path warehouse;

  /** The observer's clock; it goes on by a second whenever it is asked. */
  private final AtomicLong seconds = new AtomicLong();

  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  private Beats beats(Duration every) {
    return new Beats(
        every,
        3,
        () -> Instant.parse("2024-05-01T08:00:00Z"),
        () -> Duration.ofSeconds(seconds.incrementAndGet()).toNanos(),
        said::add);
  }

  private LockOwner here(Duration every) {
    return LockOwner.thisProcess(Instant.parse("2024-05-01T08:00:00Z"), every);
  }

  private LockOwner elsewhere(Duration every) {
    return new LockOwner(
        "other", "another machine", 4711, 0, "2024-05-01T07:00:00Z", every.toMillis());
  }

  private PackLock hold(LockOwner me) {
    return hold("pack", me);
  }

  private PackLock hold(String pack, LockOwner me) {
    return PackLock.hold(
        spark(), warehouse.toUri().toString(), pack, beats(Duration.ofMillis(me.beatMillis())), me);
  }

  private DeltaTableStore store(PackLock lock) {
    return new DeltaTableStore(spark(), warehouse.toUri().toString(), "pack", lock);
  }

  private Dataset<Row> customer(String id) {
    return rows("month string, customer_id string", RowFactory.create("2024-01", id));
  }

  private List<String> customers(DeltaTableStore store) {
    return store.read("visits").select("customer_id").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(warehouse.resolve("pack/_lock"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertLocked(Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            FenqunException.class,
            e -> assertThat(e.kind()).isEqualTo(FenqunException.Kind.LOCKED));
  }

  @Test
  void oneHoldsAPackAndTheOtherIsToldWhoAndWhatToDo() {
    try (PackLock first = hold(here(NEVER));
        PackLock otherPack = hold("other_pack", here(NEVER))) {
      assertThatThrownBy(() -> hold(here(NEVER)))
          .satisfies(PackLockTest::assertLocked)
          .hasMessageStartingWith(
              "Cannot take pack pack: process " + ProcessHandle.current().pid() + " on ")
          .hasMessageContaining("holds it since 2024-05-01T08:00:00Z")
          .hasMessageContaining("token 1); run again when it has ended, or end it");
      assertThat(first.token()).isEqualTo(1);
      assertThat(otherPack.token()).isEqualTo(1);
    }
    assertThat(said).isEmpty();
  }

  @Test
  void tokensRiseWithEveryTenureAndOnlyTheLastOneLeavesFiles() throws IOException {
    for (long token = 1; token <= 3; token++) {
      try (PackLock lock = hold(here(NEVER))) {
        assertThat(lock.token()).isEqualTo(token);
        assertThat(lock.nextCommit()).isEqualTo((token << 20) + 1);
        assertThat(lock.nextCommit()).isEqualTo((token << 20) + 2);
      }
    }
    assertThat(files()).contains("00000000000000000003.owner", "00000000000000000003.released");
    assertThat(files()).allMatch(name -> name.startsWith("00000000000000000003."));
  }

  @Test
  void ofManyWhoWantAPackAtOnceOneHasIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<Boolean>> wants =
        IntStream.range(0, 8)
            .<Callable<Boolean>>mapToObj(
                i ->
                    () -> {
                      try {
                        hold(here(NEVER));
                        return true;
                      } catch (FenqunException refused) {
                        assertLocked(refused);
                        return false;
                      }
                    })
            .toList();
    long held = 0;
    for (var result : threads.invokeAll(wants)) {
      held += result.get() ? 1 : 0;
    }
    threads.shutdown();
    assertThat(held).isEqualTo(1);
  }

  @Test
  void aPackOfAProcessThatIsGoneIsTakenOverAtOnce() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    LockOwner me = here(NEVER);
    hold(new LockOwner(me.host(), me.machine(), gone.pid(), 0, me.since(), me.beatMillis()));

    try (PackLock next = hold(me)) {
      assertThat(next.token()).isEqualTo(2);
    }
    assertThat(said).isEmpty();
  }

  @Test
  void aProcessWithAnIdThatIsUsedAgainIsGone() {
    LockOwner me = here(NEVER);
    hold(
        new LockOwner(
            me.host(),
            me.machine(),
            me.process(),
            me.processStartedAt() - 60_000,
            me.since(),
            me.beatMillis()));
    try (PackLock next = hold(me)) {
      assertThat(next.token()).isEqualTo(2);
    }
  }

  /** An hour is its beat and its watcher's clock goes on by 40 minutes: four looks are too few. */
  @Test
  void aPackOfAnotherMachineIsTakenOverAfterThreeMissedBeats() {
    hold(elsewhere(NEVER)).stopBeating();
    AtomicLong looks = new AtomicLong();
    LockOwner me = here(Duration.ofMillis(20));
    try (PackLock next =
        PackLock.hold(
            spark(),
            warehouse.toUri().toString(),
            "pack",
            new Beats(
                Duration.ofMillis(20),
                3,
                () -> Instant.EPOCH,
                () -> Duration.ofMinutes(40 * looks.getAndIncrement()).toNanos(),
                said::add),
            me)) {
      assertThat(next.token()).isEqualTo(2);
    }
    assertThat(looks.get()).isEqualTo(6);
    assertThat(said)
        .containsExactly(
            "pack pack is held by process 4711 on other: waiting for a sign of life, 10800 s at most");
  }

  @Test
  void aPackOfAnotherMachineThatBeatsIsNotTakenOver() {
    try (PackLock other = hold(elsewhere(Duration.ofMillis(20)))) {
      assertThatThrownBy(
              () ->
                  PackLock.hold(
                      spark(),
                      warehouse.toUri().toString(),
                      "pack",
                      new Beats(
                          NEVER,
                          3,
                          () -> Instant.EPOCH,
                          () -> seconds.incrementAndGet(),
                          said::add),
                      here(NEVER)))
          .satisfies(PackLockTest::assertLocked)
          .hasMessageContaining("process 4711 on other holds it since 2024-05-01T07:00:00Z");
      assertThat(other.nextCommit()).isPositive();
    }
  }

  @Test
  void anOwnerThatWasReplacedIsRefusedBeforeItWrites() {
    PackLock paused = hold(elsewhere(Duration.ofMillis(1)));
    store(paused).replaceMonths(TABLE, JANUARY, customer("before"));
    paused.stopBeating();

    try (PackLock next = hold(here(NEVER))) {
      long version = store(next).version("visits");
      assertThatThrownBy(() -> store(paused).replaceMonths(TABLE, JANUARY, customer("late")))
          .satisfies(PackLockTest::assertLocked)
          .hasMessageContaining("another process took it over while this one was silent")
          .hasMessageContaining("nothing more of this run is written");
      assertThat(store(next).version("visits")).isEqualTo(version);
      assertThat(customers(store(next))).containsExactly("before");
    }
    assertThatThrownBy(paused::nextCommit).satisfies(PackLockTest::assertLocked);
    paused.close();
    assertThat(
            new LockFiles(
                    new org.apache.hadoop.fs.Path(warehouse.toUri().toString(), "pack"),
                    spark().sessionState().newHadoopConf())
                .last()
                .token())
        .isEqualTo(2);
  }

  /** It sleeps while its rows are computed: its commit was numbered before the take-over. */
  @Test
  void anOwnerThatWakesInMidWriteIsRefusedByTheTable() {
    PackLock paused = hold(elsewhere(Duration.ofMillis(1)));
    store(paused).replaceMonths(TABLE, JANUARY, customer("before"));
    paused.stopBeating();
    List<PackLock> taken = new ArrayList<>();
    Asleep.MEANWHILE.set(() -> taken.add(hold(here(NEVER))));

    assertThatThrownBy(
            () ->
                store(paused)
                    .append(
                        TABLE,
                        customer("late").mapPartitions(new Asleep(), customer("late").encoder())))
        .satisfies(PackLockTest::assertLocked)
        .hasMessageContaining("Cannot write table visits")
        .hasMessageContaining("nothing of this write is visible");
    assertThat(taken).hasSize(1);
    assertThat(customers(store(taken.get(0)))).containsExactly("before");
    taken.get(0).close();
  }

  /** As where the lock's folder was deleted, so that nobody took anything over. */
  @Test
  void aCommitThatMeetsAnotherOneIsRefusedWithoutATakeOverToo() {
    try (PackLock lock = hold(here(NEVER))) {
      store(lock).append(TABLE, customer("before"));
      Asleep.MEANWHILE.set(
          () ->
              customer("another")
                  .write()
                  .format("delta")
                  .mode("append")
                  .save(warehouse.resolve("pack/visits").toString()));

      assertThatThrownBy(
              () ->
                  store(lock)
                      .append(
                          TABLE,
                          customer("late").mapPartitions(new Asleep(), customer("late").encoder())))
          .satisfies(PackLockTest::assertLocked);
      assertThat(customers(store(lock))).containsExactlyInAnyOrder("before", "another");
    }
  }

  /** Rows that take long to compute; what happens meanwhile happens once. */
  private static final class Asleep implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private static final AtomicReference<Runnable> MEANWHILE = new AtomicReference<>();

    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws InterruptedException {
      Runnable meanwhile = MEANWHILE.getAndSet(null);
      if (meanwhile != null) {
        Thread other = new Thread(meanwhile); // a task may not ask Spark itself
        other.start();
        other.join();
      }
      return rows;
    }
  }

  @Test
  void aTableWithALaterNumberRefusesAndDoesNotPassTheWriteOver() {
    try (PackLock lock = hold(here(NEVER))) {
      store(lock).append(TABLE, customer("before"));
      customer("another")
          .write()
          .format("delta")
          .mode("append")
          .option("txnAppId", TokenCommits.APPLICATION)
          .option("txnVersion", Long.MAX_VALUE)
          .save(warehouse.resolve("pack/visits").toString());

      assertThatThrownBy(() -> store(lock).append(TABLE, customer("unseen")))
          .satisfies(PackLockTest::assertLocked);
      assertThat(customers(store(lock))).containsExactlyInAnyOrder("before", "another");
    }
  }

  @Test
  void tokensGoOnWhereTheLocksFolderWasDeleted() throws IOException {
    for (int run = 0; run < 2; run++) {
      try (PackLock lock = hold(here(NEVER))) {
        store(lock).append(TABLE, customer("c" + run));
      }
    }
    try (Stream<Path> files = Files.list(warehouse.resolve("pack/_lock"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (PackLock again = hold(here(NEVER))) {
      assertThat(again.token()).isEqualTo(3);
      store(again).append(TABLE, customer("c2"));
      assertThat(customers(store(again))).hasSize(3);
    }
  }

  @Test
  void aWriteThatChangesNothingIsNoRefusal() {
    try (PackLock lock = hold(here(NEVER))) {
      store(lock).replaceMonths(TABLE, JANUARY, customer("a").limit(0));
      store(lock).replaceMonths(TABLE, JANUARY, customer("a").limit(0));
      store(lock).describe(TABLE);
      assertThat(customers(store(lock))).isEmpty();
    }
  }
}
