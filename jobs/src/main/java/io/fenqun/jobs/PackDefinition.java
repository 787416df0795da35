package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One hash over everything a pack says, so that the ledger shows when it changed. */
final class PackDefinition {
  private static final int LETTERS = 16;

  private PackDefinition() {}

  static String of(Pack pack) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(pack.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, LETTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
