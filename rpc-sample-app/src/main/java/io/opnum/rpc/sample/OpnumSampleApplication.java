package io.opnum.rpc.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the sample.
 */
@SpringBootApplication
public class OpnumSampleApplication {

	public static void main(String[] args) {
		SpringApplication.run(OpnumSampleApplication.class, args);
	}

}
