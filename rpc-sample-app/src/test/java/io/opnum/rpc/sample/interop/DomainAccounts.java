package io.opnum.rpc.sample.interop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.sample.interop.Lsarpc.Sid;
import io.opnum.rpc.sample.interop.Samr.EnumerationBuffer;
import io.opnum.rpc.sample.interop.Samr.UnicodeString;
import io.opnum.rpc.sample.interop.SamrAccounts.Numbers;
import io.opnum.rpc.sample.interop.SamrAccounts.RevisionInformation;
import io.opnum.rpc.sample.interop.SamrAccounts.SamHandle;
import io.opnum.rpc.sample.interop.SamrAccounts.UserInformation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The accounts of a domain, asked of samr through context handles. Closing it closes
 * them.
 */
final class DomainAccounts implements AutoCloseable {

	/** As many octets as one answer may have at most. */
	private static final int PREFERRED_LENGTH = 0xffff;

	private final SamrAccounts samr;

	private final ContextHandle<SamHandle> server;

	private final ContextHandle<SamHandle> domain;

	private DomainAccounts(SamrAccounts samr, ContextHandle<SamHandle> server, ContextHandle<SamHandle> domain) {
		this.samr = samr;
		this.server = server;
		this.domain = domain;
	}

	static DomainAccounts open(SamrAccounts samr) {
		Out<ContextHandle<SamHandle>> server = new Out<>();
		Out<Integer> version = new Out<>();
		Out<RevisionInformation> revision = new Out<>();
		assertThat(samr.connect5("\\\\" + DomainController.HOST, SamrAccounts.MAXIMUM_ALLOWED, 1,
				RevisionInformation.Version1.CLIENT, version, revision, server))
			.isZero();
		assertThat(version.get()).isEqualTo(1);
		assertThat(((RevisionInformation.Version1) revision.get()).revision()).isEqualTo(3);
		Out<Sid> sid = new Out<>();
		assertThat(samr.lookupDomain(server.get(), UnicodeString.of(DomainController.DOMAIN), sid)).isZero();
		assertThat(sid.get().subAuthorities()).hasSize(4).startsWith(21);
		Out<ContextHandle<SamHandle>> domain = new Out<>();
		assertThat(samr.openDomain(server.get(), SamrAccounts.MAXIMUM_ALLOWED, sid.get(), domain)).isZero();
		return new DomainAccounts(samr, server.get(), domain.get());
	}

	/** Return whether it knows a domain of a name. */
	boolean knowsDomain(String name) {
		int status = this.samr.lookupDomain(this.server, UnicodeString.of(name), new Out<>());
		assertThat(status).isIn(0, SamrAccounts.STATUS_NO_SUCH_DOMAIN);
		return status == 0;
	}

	/** Return the names of all users. */
	List<String> users() {
		List<String> names = new ArrayList<>();
		InOut<Integer> resume = new InOut<>(0);
		Out<Optional<EnumerationBuffer>> buffer = new Out<>();
		int status;
		do {
			status = this.samr.enumerateUsers(this.domain, resume, 0, buffer, PREFERRED_LENGTH, new Out<>());
			names.addAll(buffer.get().orElseThrow().names());
		}
		while (status == SamrAccounts.STATUS_MORE_ENTRIES);
		assertThat(status).isZero();
		return names;
	}

	/** Return the relative identifiers of users. */
	int[] relativeIds(String... names) {
		Out<Numbers> relativeIds = new Out<>();
		Out<Numbers> use = new Out<>();
		assertThat(this.samr.lookupNames(this.domain, names.length,
				Arrays.stream(names).map(UnicodeString::of).toArray(UnicodeString[]::new), relativeIds, use))
			.isZero();
		assertThat(use.get().elements()).hasSize(names.length).containsOnly(Lsarpc.USER);
		return relativeIds.get().elements();
	}

	/** Return what is known of a user. */
	<T extends UserInformation> T query(int relativeId, short informationClass, Class<T> type) {
		Out<ContextHandle<SamHandle>> opened = new Out<>();
		assertThat(this.samr.openUser(this.domain, SamrAccounts.MAXIMUM_ALLOWED, relativeId, opened)).isZero();
		try (ContextHandle<SamHandle> user = opened.get()) {
			Out<UserInformation> information = new Out<>();
			assertThat(this.samr.queryUser(user, informationClass, information)).isZero();
			return type.cast(information.get());
		}
	}

	@Override
	public void close() {
		this.domain.close();
		this.server.close();
		assertThat(this.domain.isClosed()).isTrue();
		assertThat(this.server.isClosed()).isTrue();
	}

}
