package io.fenqun.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.error.FenqunException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatabaseFaultsTest {
  private static FenqunException found(SQLException failure) {
    return DatabaseFaults.find("Cannot read", new IllegalStateException("of a task", failure))
        .orElseThrow();
  }

  @Test
  void anAddressIsLeftOutBecauseAPasswordMayStandInIt() {
    assertThat(found(new SQLException("bad URL jdbc:db://h/x?password=s3cret; see\nthe manual")))
        .hasMessage("Cannot read: bad URL jdbc:… see");
  }

  @Test
  void whatCannotBeReachedIsStorageAndWhatIsWrongInItIsData() {
    assertThat(found(new SQLException("gone", "08006")).kind())
        .isEqualTo(FenqunException.Kind.STORAGE);
    assertThat(found(new SQLRecoverableException("closed", "72000")).kind())
        .isEqualTo(FenqunException.Kind.STORAGE);
    assertThat(found(new SQLException("division by zero", "22012")).kind())
        .isEqualTo(FenqunException.Kind.DATA);
    assertThat(DatabaseFaults.find("Cannot read", new IllegalStateException()))
        .isEqualTo(Optional.empty());
  }
}
