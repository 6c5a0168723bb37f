package io.opnum.rpc.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.testing.CapturedLog;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionAdmissionTests {

	private final ConnectionAdmission admission = new ConnectionAdmission(
			RpcServerLimits.DEFAULT.withMaxConnections(6).withMaxConnectionsPerAddress(4));

	@Test
	void addressHasItsLimit() {
		for (int i = 0; i < 4; i++) {
			assertThat(this.admission.admit(peer(1))).isTrue();
		}
		assertThat(this.admission.admit(peer(1))).isFalse();
		assertThat(this.admission.admit(peer(2))).isTrue();
		assertThat(this.admission.connections()).isEqualTo(5);
		this.admission.left(peer(1));
		assertThat(this.admission.admit(peer(1))).isTrue();
	}

	@Test
	void allAddressesHaveTheirLimit() {
		for (int i = 0; i < 6; i++) {
			assertThat(this.admission.admit(peer(i))).isTrue();
		}
		assertThat(this.admission.admit(peer(7))).isFalse();
		this.admission.left(peer(0));
		assertThat(this.admission.admit(peer(7))).isTrue();
		assertThat(this.admission.connections()).isEqualTo(6);
	}

	@Test
	void peerThatIsTurnedAwayAgainAndAgainIsLoggedOnce() {
		try (CapturedLog log = CapturedLog.of(ConnectionAdmission.class.getName())) {
			for (int i = 0; i < 4; i++) {
				this.admission.admit(peer(1));
			}
			for (int i = 0; i < 100; i++) {
				assertThat(this.admission.admit(peer(1))).isFalse();
			}
			assertThat(log.lines()).hasSize(1);
			// At the edge of the limit, to and fro
			for (int i = 0; i < 100; i++) {
				this.admission.left(peer(1));
				this.admission.admit(peer(1));
				assertThat(this.admission.admit(peer(1))).isFalse();
			}
			assertThat(log.lines()).hasSize(1);
		}
	}

	@Test
	void limitThatIsReachedAnewIsLoggedAnew() {
		try (CapturedLog log = CapturedLog.of(ConnectionAdmission.class.getName())) {
			for (int round = 1; round <= 2; round++) {
				while (this.admission.admit(peer(1))) {
					assertThat(this.admission.connections()).isLessThanOrEqualTo(4);
				}
				assertThat(log.lines()).hasSize(round);
				while (this.admission.connections() > 0) {
					this.admission.left(peer(1));
				}
			}
		}
	}

	private static SocketAddress peer(int number) {
		try {
			return new InetSocketAddress(InetAddress.getByAddress(new byte[] { 10, 0, 0, (byte) number }), 50_000);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
