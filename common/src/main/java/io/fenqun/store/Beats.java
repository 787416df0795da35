package io.fenqun.store;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How the holder of a pack shows that it lives, and how long another process waits for that.
 *
 * @param every from one beat to the next
 * @param missed so many beats of a holder on another machine must be missing before its pack is
 *     taken over
 * @param now the wall clock, for people to read
 * @param nanoTime a clock of this process that is never set: the only one that decides
 * @param waiting is told that this process waits to see a beat, and for how long at most
 */
public record Beats(
    Duration every,
    int missed,
    Supplier<Instant> now,
    LongSupplier nanoTime,
    Consumer<String> waiting) {}
