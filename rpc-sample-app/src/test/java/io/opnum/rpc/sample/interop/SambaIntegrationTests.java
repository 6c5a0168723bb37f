package io.opnum.rpc.sample.interop;

import java.util.Arrays;
import java.util.Optional;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Samba as it is.
 */
@RequiresPeer(Peer.SAMBA)
class SambaIntegrationTests extends AbstractSambaTests {

	@Test
	void enumeratesTheSharesOfSrvsvc() {
		Srvsvc srvsvc = proxy(Srvsvc.class);
		InOut<Srvsvc.ShareEnumeration> info = new InOut<>(
				new Srvsvc.ShareEnumeration(1, new Srvsvc.Shares.Level1(new Srvsvc.Container1(0, null))));
		Out<Integer> total = new Out<>();
		assertThat(srvsvc.netrShareEnum("\\\\OPNUMPEER", info, Srvsvc.ANY_LENGTH, total, new InOut<>(Optional.empty())))
			.isZero();
		Srvsvc.Container1 container = ((Srvsvc.Shares.Level1) info.get().shares()).container();
		assertThat(container).isNotNull();
		assertThat(container.entriesRead()).isEqualTo(total.get());
		assertThat(Arrays.asList(container.buffer()))
			.contains(new Srvsvc.Share1("files", 0, "What a share enumeration finds"));
	}

	@Test
	void readsTheTimeOfDayOfSrvsvc() {
		Out<Optional<Srvsvc.TimeOfDay>> time = new Out<>();
		assertThat(proxy(Srvsvc.class).netrRemoteTod(null, time)).isZero();
		assertThat(time.get().orElseThrow().year()).isGreaterThan(2000);
		assertThat(time.get().orElseThrow().month()).isBetween(1, 12);
	}

	@Test
	void readsTheNamesOfWkssvc() {
		Out<Wkssvc.WorkstationInfo> info = new Out<>();
		assertThat(proxy(Wkssvc.class).netrWkstaGetInfo(null, 100, info)).isZero();
		Wkssvc.Workstation100 workstation = ((Wkssvc.WorkstationInfo.Level100) info.get()).info();
		assertThat(workstation).isNotNull();
		assertThat(workstation.computerName()).isEqualTo("OPNUMPEER");
		assertThat(workstation.lanGroup()).isEqualTo("OPNUMTEST");
	}

}
