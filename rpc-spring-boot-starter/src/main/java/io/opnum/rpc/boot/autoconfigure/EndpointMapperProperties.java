package io.opnum.rpc.boot.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/**
 * {@link ConfigurationProperties Properties} of the endpoint mapper that the server's
 * endpoints are registered in.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("rpc.endpoint-mapper")
public class EndpointMapperProperties implements Validator {

	/**
	 * Which endpoint mapper the server's endpoints are registered in.
	 */
	private Mode mode = Mode.AUTO;

	/**
	 * TCP port of the endpoint mapper. Use '0' to embed one on a dynamic port.
	 */
	private int port = 135;

	/**
	 * Network address that an embedded endpoint mapper listens on. Default is all.
	 */
	private String address = "";

	/**
	 * Whether the server's endpoints replace those that other servers registered for the
	 * same interface, object and protocol sequence. Use 'false' where several
	 * applications on one host serve the same interface.
	 */
	private boolean replace = true;

	public Mode getMode() {
		return this.mode;
	}

	public void setMode(Mode mode) {
		this.mode = mode;
	}

	public int getPort() {
		return this.port;
	}

	public void setPort(int port) {
		this.port = port;
	}

	public String getAddress() {
		return this.address;
	}

	public void setAddress(String address) {
		this.address = address;
	}

	public boolean isReplace() {
		return this.replace;
	}

	public void setReplace(boolean replace) {
		this.replace = replace;
	}

	@Override
	public boolean supports(Class<?> type) {
		return EndpointMapperProperties.class == type;
	}

	@Override
	public void validate(Object target, Errors errors) {
		EndpointMapperProperties properties = (EndpointMapperProperties) target;
		new PropertyChecks(errors).within("port", properties.port, (properties.mode == Mode.HOST) ? 1 : 0, 65535);
	}

	/**
	 * Which endpoint mapper is used.
	 */
	public enum Mode {

		/**
		 * Embed one; where the operating system refuses its port, warn and do without.
		 */
		AUTO,

		/**
		 * Embed one; where the operating system refuses its port, fail.
		 */
		EMBEDDED,

		/**
		 * Register in the one that runs on this host already.
		 */
		HOST,

		/**
		 * None: clients must know the server's endpoints.
		 */
		NONE

	}

}
