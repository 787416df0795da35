package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo refuses; the whole of it runs at its full size from the tarball. */
class DemoTest extends JobsTest {
  private static final long serialVersionUID = 1L;

  @TempDir private transient Path folder;

  @Test
  void aFolderWithoutWorldsAndWrongNumbersAreRefused() {
    Outcome nothing =
        Outcome.of("demo", "--packs", "../conf/spark", "--warehouse", folder.toString());
    Outcome oneMonth = Outcome.of("demo", "--packs", "../conf", "--months", "1");
    Outcome nobody = Outcome.of("demo", "--packs", "../conf", "--shops", "0");

    assertThat(nothing.exitCode()).isEqualTo(2);
    assertOneMessage(nothing, "no pack in ../conf/spark has a world.yaml");
    assertThat(oneMonth.exitCode()).isEqualTo(2);
    assertOneMessage(oneMonth, "--months must be 2 or more");
    assertThat(nobody.exitCode()).isEqualTo(2);
    assertOneMessage(nobody, "--shops must be 1 or more");
    assertThat(Files.exists(Path.of("demo-warehouse"))).isFalse();
  }
}
