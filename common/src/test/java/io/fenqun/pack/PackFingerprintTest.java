package io.fenqun.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fingerprint tells what a pack says, not where it lies. */
class PackFingerprintTest {
  @TempDir private Path here;
  @TempDir private Path there;

  @Test
  void theSameFilesElsewhereAreTheSamePack() throws IOException {
    EditedPack pack = EditedPack.in(here);
    Path longWay = pack.folder().resolve("sources").resolve("..");
    assertThat(EditedPack.in(there).load().fingerprint()).isEqualTo(pack.load().fingerprint());
    assertThat(PackLoader.load(longWay.normalize()).fingerprint())
        .isEqualTo(pack.load().fingerprint());
  }

  @Test
  void anotherNumberIsAnotherPack() throws IOException {
    String before = EditedPack.in(here).load().fingerprint();
    EditedPack edited =
        EditedPack.in(there).replace("schemes/asset_level.yaml", "floor: 1000", "floor: 1001");
    assertThat(edited.load().fingerprint()).isNotEqualTo(before);
  }

  @Test
  void anotherDefaultIsAnotherPack() throws IOException {
    String before = EditedPack.in(here).load().fingerprint();
    EditedPack edited = EditedPack.in(there).write("defaults.yaml", "small_row: 31\n");
    assertThat(edited.load().fingerprint()).isNotEqualTo(before);
  }
}
