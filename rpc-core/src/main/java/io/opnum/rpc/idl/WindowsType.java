package io.opnum.rpc.idl;

/**
 * The types of Windows' headers that IDL does not have by itself. C has them from there,
 * so that the definition is for the IDL compiler alone, which then needs no other file.
 */
enum WindowsType {

	GUID(true, """
			typedef struct GUID
			{
			    unsigned long Data1;
			    unsigned short Data2;
			    unsigned short Data3;
			    byte Data4[8];
			} GUID;
			"""),

	BOOL(true, "typedef long BOOL;\n"),

	HRESULT(true, "typedef long HRESULT;\n"),

	/** Not in all programs' headers, and C allows the same definition twice. */
	NTSTATUS(false, "typedef long NTSTATUS;\n");

	private final boolean inHeaders;

	private final String text;

	WindowsType(boolean inHeaders, String text) {
		this.inHeaders = inHeaders;
		this.text = text;
	}

	String definition() {
		return this.inHeaders ? "cpp_quote(\"#if 0\")\n" + this.text + "cpp_quote(\"#endif\")"
				: this.text.stripTrailing();
	}

}
