package io.opnum.rpc.sample.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import io.opnum.rpc.RpcInterface;

/**
 * A shelf of files. What is in them flows through pipes while the call runs: neither side
 * need hold a file in memory.
 */
@RpcInterface(uuid = "4a6d1f0e-93c5-4b7e-a1d8-6c0f5e2b9a34", version = "1.0")
public interface FileShelf {

	/**
	 * Put a file on the shelf, in place of one of the same name.
	 * @param name the name of the file
	 * @param content what is in it
	 * @return its size, in octets
	 * @throws FileTooLargeException if the shelf takes no files of that size
	 * @throws IOException if the content does not arrive
	 */
	long upload(String name, InputStream content) throws FileTooLargeException, IOException;

	/**
	 * Take a copy of a file.
	 * @param name the name of the file
	 * @param content where to write what is in it
	 * @throws UnknownFileException if there is none of that name
	 * @throws IOException if the content can't be sent
	 */
	void download(String name, OutputStream content) throws UnknownFileException, IOException;

}
