package io.opnum.rpc.sample.client;

import java.io.IOException;
import java.io.InputStream;

import io.opnum.rpc.boot.RpcClient;
import io.opnum.rpc.sample.api.FileShelf;
import io.opnum.rpc.sample.api.FileTooLargeException;
import io.opnum.rpc.sample.api.UnknownFileException;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The shelf of files for browsers: what is in them goes from HTTP into pipes and out of
 * pipes into HTTP, and is never held here as a whole.
 */
@RestController
class FileShelfController {

	private final FileShelf shelf;

	FileShelfController(@RpcClient("order-desk") FileShelf shelf) {
		this.shelf = shelf;
	}

	@PutMapping("/files/{name}")
	StoredFile upload(@PathVariable String name, InputStream content) throws FileTooLargeException, IOException {
		return new StoredFile(name, this.shelf.upload(name, content));
	}

	@GetMapping("/files/{name}")
	void download(@PathVariable String name, HttpServletResponse response) throws UnknownFileException, IOException {
		response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
		this.shelf.download(name, response.getOutputStream());
	}

	@ExceptionHandler
	ProblemDetail unknownFile(UnknownFileException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail fileTooLarge(FileTooLargeException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONTENT_TOO_LARGE, ex.getMessage());
	}

	record StoredFile(String name, long size) {

	}

}
