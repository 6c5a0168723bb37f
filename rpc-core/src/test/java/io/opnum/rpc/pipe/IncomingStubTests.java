package io.opnum.rpc.pipe;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a stub that is read while it arrives holds, and lets go of.
 */
@ExtendWith(NoBufferLeaks.class)
class IncomingStubTests {

	private final AtomicInteger taken = new AtomicInteger();

	private final AtomicInteger drained = new AtomicInteger();

	private final IncomingStub stub = new IncomingStub(NdrFormat.NDR, Long.MAX_VALUE, 4000, this.taken::addAndGet,
			this.drained::incrementAndGet, () -> true);

	private void add(int octets) {
		ByteBuf fragment = Unpooled.buffer(octets).writeZero(octets);
		assertThat(this.stub.add(fragment)).isTrue();
		fragment.release();
	}

	@Test
	void octetsCountUntilTheyAreRead() throws IOException {
		add(2000);
		add(3000);
		assertThat(this.stub.isFull()).isTrue();
		assertThat(this.stub.more()).isTrue();
		assertThat(this.taken).hasValue(0);
		this.stub.octets().skipBytes(1990);
		// Ten are left, and some of the next fragment are joined to them
		assertThat(this.stub.more()).isTrue();
		assertThat(this.taken).hasValue(1990);
		this.stub.octets().skipBytes(this.stub.octets().readableBytes());
		assertThat(this.stub.more()).isTrue();
		assertThat(this.taken.get()).isBetween(2000, 2600);
		this.stub.complete();
		this.stub.skipRest();
		assertThat(this.taken).hasValue(5000);
		this.stub.release();
		assertThat(this.taken).hasValue(5000);
		assertThat(this.drained.get()).isPositive();
	}

	@Test
	void octetsThatAreNotReadCountUntilTheyAreReleased() throws IOException {
		add(2000);
		add(700);
		add(100);
		this.stub.more();
		assertThat(this.taken).hasValue(0);
		this.stub.release();
		assertThat(this.taken).hasValue(2800);
		add(5);
		assertThat(this.taken).hasValue(2805);
	}

	@Test
	void failedStubHoldsThePeerBackNoMore() {
		add(5000);
		assertThat(this.stub.isFull()).isTrue();
		this.stub.fail(new IOException("cancelled"));
		assertThat(this.stub.isFull()).isFalse();
		assertThat(this.drained).hasValue(1);
		assertThat(this.taken).hasValue(5000);
		add(5000);
		assertThat(this.stub.isFull()).isFalse();
		assertThat(this.taken).hasValue(10_000);
		assertThatExceptionOfType(IOException.class).isThrownBy(this.stub::more).withMessage("cancelled");
		this.stub.release();
	}

}
