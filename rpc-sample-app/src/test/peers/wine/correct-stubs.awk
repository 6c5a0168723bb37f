# Corrects the interpreted stubs of widl 7. Reads them twice.
#
# - Procedures get a table of full pointers, also where these are embedded alone.
# - The type of an [out, string] parameter is that of the pointer to the string's pointer: its description is the four
#   octets before the one that widl names.
NR == FNR {
	if (match($0, /^\/\* [0-9]+ \((char|wchar_t) \*\) \*\/$/))
		strings[$2] = 1
	next
}
procedure { sub(/0x48/, "0x49") }
{ procedure = /FC_BIND_PRIMITIVE/ }
/flags: .*srv size=8/ { pointer = FNR }
pointer && FNR == pointer + 2 && $(NF - 1) in strings { sub(/NdrFcShort\(0x[0-9a-f]+/, "& - 4") }
{ print }
