package io.opnum.rpc.sample.server;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.boot.RpcService;
import io.opnum.rpc.sample.api.RpcEcho;

/**
 * {@code rpcecho}, all ten operations. Stateless and thread-safe.
 */
@RpcService
class EchoService implements RpcEcho {

	/** Samba's test asks for 205000 octets, its scanner for 4 GiB. */
	static final int MAX_SOURCE_DATA = 1024 * 1024;

	/** Samba's test asks for 3 seconds, its scanner for 136 years. */
	static final int MAX_SLEEP_SECONDS = 60;

	private static final int COUNTED_UP = 2;

	@Override
	public int addOne(int value) {
		return value + 1;
	}

	@Override
	public void echoData(int length, byte[] data, Out<byte[]> echoed) {
		echoed.set(data);
	}

	@Override
	public void sinkData(int length, byte[] data) {
	}

	@Override
	public void sourceData(int length, Out<byte[]> data) {
		byte[] octets = new byte[bounded("sourceData", length, MAX_SOURCE_DATA)];
		for (int i = 0; i < octets.length; i++) {
			octets[i] = (byte) i;
		}
		data.set(octets);
	}

	@Override
	public void testCall(String text, Out<String> echoed) {
		echoed.set(text);
	}

	@Override
	public int testCall2(short level, Out<Info> info) {
		info.set(switch (level) {
			case 1 -> new Info.Info1((byte) 10);
			case 2 -> new Info.Info2((short) 20);
			case 3 -> new Info.Info3(30);
			case 4 -> new Info.Info4(40);
			case 5 -> new Info.Info5((byte) 50, 60);
			case 6 -> new Info.Info6((byte) 70, new Info.Info1((byte) 80));
			case 7 -> new Info.Info7((byte) 80, new Info.Info4(90));
			default -> throw new RpcFaultException(RpcStatus.INVALID_TAG,
					"testCall2 has no level " + Short.toUnsignedInt(level));
		});
		return RpcStatus.SUCCESS.code();
	}

	/**
	 * Completes later without a thread that waits for it: any number of callers can sleep
	 * at once.
	 */
	@Override
	public CompletableFuture<Integer> testSleep(int seconds) {
		Executor later = CompletableFuture.delayedExecutor(bounded("testSleep", seconds, MAX_SLEEP_SECONDS),
				TimeUnit.SECONDS);
		return CompletableFuture.supplyAsync(() -> seconds, later);
	}

	@Override
	public void testEnum(InOut<Integer> number, InOut<EnumPair> pair, InOut<EnumChoice> choice) {
		pair.set(new EnumPair(COUNTED_UP, pair.get().wide()));
	}

	@Override
	public void testSurrounding(InOut<Surrounding> data) {
		int size = bounded("testSurrounding", data.get().size(), MAX_SOURCE_DATA) * 2;
		data.set(new Surrounding(size, new short[size]));
	}

	@Override
	public short testDoublePointer(Optional<Optional<Short>> data) {
		return data.flatMap((inner) -> inner).orElse((short) 0);
	}

	private static int bounded(String operation, int unsigned, int most) {
		if (Integer.compareUnsigned(unsigned, most) > 0) {
			throw new RpcFaultException(RpcStatus.INVALID_BOUND, "%s was asked for %s, the most is %d"
				.formatted(operation, Integer.toUnsignedString(unsigned), most));
		}
		return unsigned;
	}

}
