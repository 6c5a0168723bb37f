package io.opnum.rpc.sample.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.opnum.rpc.boot.RpcService;
import io.opnum.rpc.sample.api.FileShelf;
import io.opnum.rpc.sample.api.FileTooLargeException;
import io.opnum.rpc.sample.api.UnknownFileException;

/**
 * A shelf with room for a few small files: the one that was put there first goes when
 * there is none left. Thread-safe, since transfers run side by side.
 */
@RpcService
class InMemoryFileShelf implements FileShelf {

	private static final int MAX_FILES = 16;

	/** Of one file, in octets. */
	private static final int MAX_SIZE = 4 << 20;

	private final Map<String, byte[]> files = Collections.synchronizedMap(new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
			return size() > MAX_FILES;
		}

	});

	@Override
	public long upload(String name, InputStream content) throws FileTooLargeException, IOException {
		byte[] octets = content.readNBytes(MAX_SIZE + 1);
		if (octets.length > MAX_SIZE) {
			throw new FileTooLargeException("%s has more than %d octets".formatted(name, MAX_SIZE));
		}
		this.files.put(name, octets);
		return octets.length;
	}

	@Override
	public void download(String name, OutputStream content) throws UnknownFileException, IOException {
		byte[] octets = this.files.get(name);
		if (octets == null) {
			throw new UnknownFileException("There is no file " + name);
		}
		content.write(octets);
	}

}
