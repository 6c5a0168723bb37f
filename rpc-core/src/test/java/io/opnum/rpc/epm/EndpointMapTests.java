package io.opnum.rpc.epm;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.SyntaxId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.opnum.rpc.epm.Entries.OBJECT;
import static io.opnum.rpc.epm.Entries.OTHER;
import static io.opnum.rpc.epm.Entries.OTHER_OBJECT;
import static io.opnum.rpc.epm.Entries.annotated;
import static io.opnum.rpc.epm.Entries.at;
import static io.opnum.rpc.epm.Entries.entry;
import static io.opnum.rpc.epm.Entries.inventory;
import static io.opnum.rpc.epm.Entries.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link EndpointMap}.
 */
class EndpointMapTests {

	private final EndpointMap map = new EndpointMap();

	@Test
	void mapsWhatIsRegistered() {
		this.map.register(List.of(tcp(1000)), true);
		assertThat(map(inventory(1, 0), null)).containsExactly(tcp(1000));
		this.map.unregister(List.of(tcp(1000)));
		assertThat(map(inventory(1, 0), null)).isEmpty();
		assertThat(this.map.entries()).isEmpty();
	}

	@Test
	void ignoresThatWhatIsUnregisteredWasNotRegistered() {
		this.map.register(List.of(tcp(1000)), true);
		this.map.unregister(List.of(tcp(1001)));
		assertThat(this.map.entries()).containsExactly(tcp(1000));
	}

	@Test
	void tellsInterfaceSyntaxAndProtocolSequenceApart() {
		this.map.register(List.of(tcp(1000)), true);
		assertThat(map(new InterfaceId(OTHER, 1, 0), null)).isEmpty();
		assertThat(this.map.map(inventory(1, 0), SyntaxId.NDR64, ProtocolSequence.NCACN_IP_TCP, null, 4)).isEmpty();
		assertThat(this.map.map(inventory(1, 0), SyntaxId.NDR, ProtocolSequence.NCALRPC, null, 4)).isEmpty();
	}

	@Test
	void mapsToTheSameMajorAndNoSmallerMinorVersion() {
		this.map.register(List.of(tcp(inventory(1, 2), null, 1012), tcp(inventory(2, 0), null, 1020)), true);
		assertThat(map(inventory(1, 0), null)).containsExactly(tcp(inventory(1, 2), null, 1012));
		assertThat(map(inventory(1, 2), null)).containsExactly(tcp(inventory(1, 2), null, 1012));
		assertThat(map(inventory(1, 3), null)).isEmpty();
		assertThat(map(inventory(2, 0), null)).containsExactly(tcp(inventory(2, 0), null, 1020));
		assertThat(map(inventory(3, 0), null)).isEmpty();
	}

	@Test
	void prefersTheEntriesOfTheObject() {
		EndpointEntry ofObject = tcp(inventory(1, 0), OBJECT, 1001);
		this.map.register(List.of(tcp(1000), ofObject), true);
		assertThat(map(inventory(1, 0), OBJECT)).containsExactly(ofObject);
		assertThat(map(inventory(1, 0), OTHER_OBJECT)).containsExactly(tcp(1000));
		assertThat(map(inventory(1, 0), null)).containsExactly(tcp(1000));
		assertThat(map(inventory(1, 0), new UUID(0, 0))).containsExactly(tcp(1000));
	}

	@Test
	void fallsBackFromAnObjectWhoseVersionDoesNotFit() {
		this.map.register(List.of(tcp(inventory(1, 1), null, 1000), tcp(inventory(1, 0), OBJECT, 1001)), true);
		assertThat(map(inventory(1, 1), OBJECT)).containsExactly(tcp(inventory(1, 1), null, 1000));
	}

	@Test
	void doesNotMapToEntriesOfObjectsWithoutOne() {
		this.map.register(List.of(tcp(inventory(1, 0), OBJECT, 1001)), true);
		assertThat(map(inventory(1, 0), null)).isEmpty();
	}

	@Test
	void returnsSeveralServersInTurn() {
		this.map.register(List.of(tcp(1001), tcp(1002), tcp(1003)), true);
		assertThat(IntStream.range(0, 6).mapToObj((i) -> port(first()))).containsExactly(1001, 1002, 1003, 1001, 1002,
				1003);
		assertThat(map(inventory(1, 0), null)).containsExactly(tcp(1001), tcp(1002), tcp(1003));
		assertThat(map(inventory(1, 0), null)).containsExactly(tcp(1002), tcp(1003), tcp(1001));
		assertThat(this.map.entries()).containsExactly(tcp(1001), tcp(1002), tcp(1003));
	}

	@Test
	void passesOverOlderVersionsInTurn() {
		this.map.register(List.of(tcp(inventory(1, 0), null, 1000), tcp(inventory(1, 1), null, 1001),
				tcp(inventory(1, 2), null, 1002)), true);
		List<Integer> newer = IntStream.range(0, 4)
			.mapToObj((i) -> port(
					this.map.map(inventory(1, 1), SyntaxId.NDR, ProtocolSequence.NCACN_IP_TCP, null, 1).get(0)))
			.toList();
		assertThat(newer).containsExactly(1001, 1002, 1001, 1002);
	}

	@Test
	void replacesOlderEntriesOfTheSameInterfaceObjectAndProtocolSequence() {
		EndpointEntry local = entry(inventory(1, 0), null, new Endpoint(ProtocolSequence.NCALRPC, "", "inventory"));
		EndpointEntry ofObject = tcp(inventory(1, 0), OBJECT, 1001);
		EndpointEntry otherVersion = tcp(inventory(1, 1), null, 1002);
		this.map.register(List.of(tcp(1000), local, ofObject, otherVersion), true);
		this.map.register(List.of(tcp(2000), tcp(2001)), true);
		assertThat(this.map.entries()).containsExactly(local, ofObject, otherVersion, tcp(2000), tcp(2001));
	}

	@Test
	void addsToOlderEntriesWithoutReplace() {
		this.map.register(List.of(tcp(1000)), true);
		this.map.register(List.of(tcp(2000)), false);
		assertThat(this.map.entries()).containsExactly(tcp(1000), tcp(2000));
	}

	@Test
	void takesTheAnnotationOfTheLastRegistration() {
		this.map.register(List.of(tcp(1000)), false);
		this.map.register(List.of(annotated(tcp(1000), "newer")), false);
		assertThat(this.map.entries()).containsExactly(annotated(tcp(1000), "newer"));
		assertThat(map(inventory(1, 0), null)).containsExactly(annotated(tcp(1000), "newer"));
	}

	@Test
	void holdsAPortOnAllAddressesOnce() {
		this.map.register(List.of(at(tcp(1000), "192.0.2.7"), at(tcp(1000), "2001:db8::7")), false);
		assertThat(this.map.entries()).hasSize(1);
	}

	@Test
	void refusesMoreThanItHasRoomFor() {
		EndpointMap small = new EndpointMap(2);
		small.register(List.of(tcp(1000)), false);
		assertThatIllegalStateException().isThrownBy(() -> small.register(List.of(tcp(1001), tcp(1002)), false))
			.withMessageContaining("2 at most");
		assertThat(small.entries()).containsExactly(tcp(1000));
		small.register(List.of(tcp(1000), tcp(1001)), false);
		small.register(List.of(tcp(1002), tcp(1003)), true);
		assertThat(small.entries()).containsExactly(tcp(1002), tcp(1003));
		assertThatIllegalArgumentException().isThrownBy(() -> new EndpointMap(0));
	}

	@Test
	void registersAllOrNothing() {
		EndpointEntry noPort = entry(inventory(1, 0), null, new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", "http"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.map.register(List.of(tcp(1000), noPort), true))
			.withMessageContaining("'http'");
		assertThat(this.map.entries()).isEmpty();
	}

	@Test
	void refusesAnEntryWithoutAnEndpoint() {
		EndpointEntry partial = entry(inventory(1, 0), null, new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", ""));
		assertThatIllegalArgumentException().isThrownBy(() -> this.map.register(List.of(partial), true))
			.withMessageContaining("no endpoint");
	}

	@Test
	void forgetsWhatAnOwnerRegistered() {
		Object owner = new Object();
		this.map.register(List.of(tcp(1000), tcp(1001)), false, owner);
		this.map.register(List.of(tcp(1002)), false);
		assertThat(this.map.unregisterAllOf(owner)).isEqualTo(2);
		assertThat(this.map.entries()).containsExactly(tcp(1002));
		assertThat(this.map.unregisterAllOf(owner)).isZero();
	}

	@Test
	void leavesToAnotherOwnerWhatItTookOver() {
		Object owner = new Object();
		Object next = new Object();
		this.map.register(List.of(tcp(1000), tcp(1001)), false, owner);
		this.map.register(List.of(tcp(1000)), false, next);
		this.map.register(List.of(tcp(1001)), true);
		assertThat(this.map.unregisterAllOf(owner)).isZero();
		assertThat(this.map.entries()).containsExactly(tcp(1001));
		assertThat(this.map.unregisterAllOf(next)).isZero();
	}

	@Test
	void looksUpByInterfaceAndVersion() {
		EndpointEntry v10 = tcp(inventory(1, 0), null, 1010);
		EndpointEntry v12 = tcp(inventory(1, 2), null, 1012);
		EndpointEntry v14 = tcp(inventory(1, 4), null, 1014);
		EndpointEntry v20 = tcp(inventory(2, 0), null, 1020);
		EndpointEntry other = tcp(new InterfaceId(OTHER, 1, 2), null, 1099);
		this.map.register(List.of(v10, v12, other, v14, v20), true);
		assertThat(lookup(EndpointInquiry.all())).containsExactly(v10, v12, other, v14, v20);
		assertThat(lookup(VersionOption.ALL)).containsExactly(v10, v12, v14, v20);
		assertThat(lookup(VersionOption.COMPATIBLE)).containsExactly(v12, v14);
		assertThat(lookup(VersionOption.EXACT)).containsExactly(v12);
		assertThat(lookup(VersionOption.MAJOR_ONLY)).containsExactly(v10, v12, v14);
		assertThat(lookup(VersionOption.UP_TO)).containsExactly(v10, v12);
		assertThat(lookup(EndpointInquiry.ofInterface(inventory(2, 0), VersionOption.UP_TO))).containsExactly(v10, v12,
				v14, v20);
	}

	@Test
	void looksUpByObject() {
		EndpointEntry ofObject = tcp(inventory(1, 0), OBJECT, 1001);
		EndpointEntry otherOfObject = tcp(new InterfaceId(OTHER, 1, 0), OBJECT, 1002);
		this.map.register(List.of(tcp(1000), ofObject, otherOfObject), true);
		assertThat(lookup(EndpointInquiry.ofObject(OBJECT))).containsExactly(ofObject, otherOfObject);
		assertThat(lookup(EndpointInquiry.ofObject(OTHER_OBJECT))).isEmpty();
		assertThat(lookup(EndpointInquiry.ofObject(null))).containsExactly(tcp(1000));
		assertThat(lookup(EndpointInquiry.ofInterface(inventory(1, 0), VersionOption.EXACT).andObject(OBJECT)))
			.containsExactly(ofObject);
	}

	@Test
	void looksUpTheMapAsItWas() {
		this.map.register(List.of(tcp(1000), tcp(1001), tcp(1002)), true);
		EndpointLookup lookup = this.map.lookup(EndpointInquiry.all(), (entry) -> true);
		assertThat(lookup.next(1)).containsExactly(tcp(1000));
		this.map.unregister(List.of(tcp(1001)));
		this.map.register(List.of(tcp(1003)), false);
		assertThat(lookup.next(5)).containsExactly(tcp(1001), tcp(1002));
		assertThat(lookup.next(1)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 1000, 100_000 })
	void looksAtTheSameNumberOfEntriesHoweverManyThereAre(int size) {
		// A half of many interfaces, a half of many objects of one interface
		List<EndpointEntry> entries = new ArrayList<>();
		for (int i = 0; i < size / 2; i++) {
			entries.add(tcp(new InterfaceId(new UUID(1, i), 1, 0), null, 1 + i % 60_000));
			entries.add(tcp(inventory(1, 0), new UUID(2, i), 1 + i % 60_000));
		}
		this.map.register(entries, true);
		this.map.register(List.of(tcp(1000), tcp(1001)), true);
		assertThat(this.map.entries()).hasSize(size + 2);
		assertThat(map(new InterfaceId(new UUID(1, size / 2 - 1), 1, 0), null)).hasSize(1);
		assertThat(map(inventory(1, 0), new UUID(2, size / 2 - 1))).hasSize(1);
		assertThat(map(inventory(1, 0), new UUID(3, 0))).hasSize(2);
		assertThat(map(new InterfaceId(new UUID(4, 0), 1, 0), null)).isEmpty();
		assertThat(this.map.examined()).isEqualTo(4);
	}

	@Test
	void looksAtNoMoreEntriesThanItReturns() {
		this.map.register(IntStream.rangeClosed(1, 20_000).mapToObj(Entries::tcp).toList(), true);
		for (int i = 1; i <= 100; i++) {
			assertThat(first()).isEqualTo(tcp(i));
		}
		assertThat(this.map.examined()).isEqualTo(100);
	}

	@Test
	void staysConsistentUnderConcurrentChanges() throws Exception {
		int threads = 4;
		int rounds = 200;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CountDownLatch start = new CountDownLatch(1);
			List<Future<?>> futures = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				int base = 1000 * (thread + 1);
				InterfaceId own = new InterfaceId(new UUID(9, thread), 1, 0);
				futures.add(executor.submit(() -> {
					Object owner = new Object();
					start.await();
					for (int i = 0; i < rounds; i++) {
						EndpointEntry shared = tcp(base + i);
						EndpointEntry mine = tcp(own, null, base + i);
						this.map.register(List.of(shared), false, owner);
						this.map.register(List.of(mine), true);
						assertThat(map(own, null)).containsExactly(mine);
						assertThat(first()).isNotNull();
						assertThat(lookup(EndpointInquiry.all()).containsAll(List.of(shared, mine))).isTrue();
						if (i % 2 == 0) {
							this.map.unregister(List.of(shared));
						}
					}
					assertThat(this.map.unregisterAllOf(owner)).isEqualTo(rounds / 2);
					return null;
				}));
			}
			start.countDown();
			for (Future<?> future : futures) {
				future.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(this.map.entries()).hasSize(threads);
		assertThat(map(inventory(1, 0), null)).isEmpty();
	}

	private EndpointEntry first() {
		return this.map.map(inventory(1, 0), SyntaxId.NDR, ProtocolSequence.NCACN_IP_TCP, null, 1).get(0);
	}

	private List<EndpointEntry> map(InterfaceId interfaceId, @Nullable UUID objectUuid) {
		return this.map.map(interfaceId, SyntaxId.NDR, ProtocolSequence.NCACN_IP_TCP, objectUuid, 4);
	}

	private List<EndpointEntry> lookup(VersionOption versionOption) {
		return lookup(EndpointInquiry.ofInterface(inventory(1, 2), versionOption));
	}

	private List<EndpointEntry> lookup(EndpointInquiry inquiry) {
		return this.map.lookup(inquiry, (entry) -> true).next(Integer.MAX_VALUE);
	}

	private static int port(EndpointEntry entry) {
		return Integer.parseInt(entry.endpoint().endpoint());
	}

}
