# Corrects the interpreted stubs of widl 7. Reads them twice.
#
# - Procedures get a table of full pointers, also where these are embedded alone.
# - A binding handle that is a parameter is neither [in] nor [out] on the wire: the parameter that has the place on the
#   stack that the binding of its procedure names.
# - The type of an [out, string] parameter is that of the pointer to the string's pointer: its description is the four
#   octets before the one that widl names.
NR == FNR {
	if (match($0, /^\/\* [0-9]+ \((char|wchar_t) \*\) \*\/$/))
		strings[$2] = 1
	if (/procedure/)
		bind = handle = ""
	if (/FC_BIND_PRIMITIVE/)
		bind = FNR
	if (bind && FNR == bind + 2 && /stack offset/)
		handle = $NF " " $(NF - 1)
	if (handle && FNR > bind + 2 && /stack offset/ && handle == $NF " " $(NF - 1))
		handles[FNR - 1] = 1
	next
}
procedure { sub(/0x48/, "0x49") }
{ procedure = /FC_BIND_PRIMITIVE/ || /explicit handle/ }
FNR in handles { sub(/0x48/, "0x0") }
/flags: .*srv size=8/ { pointer = FNR }
pointer && FNR == pointer + 2 && $(NF - 1) in strings { sub(/NdrFcShort\(0x[0-9a-f]+/, "& - 4") }
{ print }
