package io.fenqun.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The process that holds a pack, as its lock file tells every other one.
 *
 * @param host its name, for people
 * @param machine where process ids mean the same: one start of one machine, and in it one space of
 *     process ids (containers have their own)
 * @param process its id there
 * @param processStartedAt milliseconds since 1970 as the machine tells them; 0 where it does not.
 *     Ids are used again, so that the id alone says little
 * @param since when it took the pack, in its own clock: for people only
 * @param beatMillis how often it shows that it lives
 */
record LockOwner(
    String host,
    String machine,
    long process,
    long processStartedAt,
    String since,
    long beatMillis) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The start of a process is told relative to the start of the machine, whose clock is set. */
  private static final Duration SAME_START = Duration.ofSeconds(5);

  static LockOwner thisProcess(Instant since, Duration beat) {
    ProcessHandle self = ProcessHandle.current();
    String host = hostName();
    return new LockOwner(
        host,
        thisMachine().orElse(host),
        self.pid(),
        startedAt(self).orElse(0L),
        since.toString(),
        beat.toMillis());
  }

  /** Empty for a file that its writer did not live to fill. */
  static Optional<LockOwner> parse(String json) {
    try {
      return json.isBlank() ? Optional.empty() : Optional.of(JSON.readValue(json, LockOwner.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isOnMachineOf(LockOwner other) {
    return machine.equals(other.machine);
  }

  /** Asked on its own machine only. */
  boolean isGone() {
    Optional<ProcessHandle> found = ProcessHandle.of(process).filter(ProcessHandle::isAlive);
    return found.isEmpty() || startedAt(found.get()).filter(this::isAnotherStart).isPresent();
  }

  private boolean isAnotherStart(long start) {
    return processStartedAt != 0 && Math.abs(start - processStartedAt) > SAME_START.toMillis();
  }

  private static Optional<Long> startedAt(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli);
  }

  private static Optional<String> thisMachine() {
    try {
      return Optional.of(
          Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
              + " "
              + Files.readSymbolicLink(Path.of("/proc/self/ns/pid")));
    } catch (IOException | UnsupportedOperationException notLinux) {
      return Optional.empty();
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return Objects.requireNonNullElse(System.getenv("HOSTNAME"), "localhost");
    }
  }
}
