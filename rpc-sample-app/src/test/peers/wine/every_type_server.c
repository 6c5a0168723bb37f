/* EveryType in C, as EveryTypeService is in Java. */
#include "peer.h"
#include "EveryType.h"

#define NEW(type) ((type *)midl_user_allocate(sizeof(type)))

static wchar_t *backwards_of(const wchar_t *text)
{
	size_t length = wcslen(text);
	wchar_t *copy = midl_user_allocate((length + 1) * sizeof(*copy));
	size_t i;
	for (i = 0; i < length; i++)
		copy[i] = text[length - 1 - i];
	return copy;
}

static Point mirrored_of(Point point)
{
	return (Point) { -point.weight, -point.x, -point.z, -point.y };
}

void s_primitives(boolean *flag, small *octet, short *narrow, LONG *number, hyper *wide, float *single, double *twice,
		wchar_t *letter, char *ansi, GUID *id)
{
	*flag = !*flag;
	--*octet;
	--*narrow;
	--*number;
	--*wide;
	--*single;
	--*twice;
	++*letter;
	++*ansi;
	id->Data1--;
	id->Data4[7]--;
}

double s_sum(boolean flag, small octet, short narrow, LONG number, hyper wide, float single, double twice,
		wchar_t letter, char ansi)
{
	return (flag ? 1 : 0) + octet + narrow + number + (double)wide + single + twice + letter + (unsigned char)ansi;
}

boolean s_not_(boolean value)
{
	return !value;
}

small s_nextOctet(small value)
{
	return value + 1;
}

short s_nextShort(unsigned short value)
{
	return (short)(value + 1);
}

ULONG s_nextLong(ULONG value)
{
	return value + 1;
}

hyper s_nextHyper(MIDL_uhyper value)
{
	return (hyper)(value + 1);
}

float s_half(float value)
{
	return value / 2;
}

double s_quarter(double value)
{
	return value / 4;
}

wchar_t s_nextLetter(wchar_t value)
{
	return value + 1;
}

char s_nextAnsi(char value)
{
	return value + 1;
}

error_status_t s_windows(BOOL *flag, __int3264 *number, error_status_t status, HRESULT *hresult, NTSTATUS *ntstatus)
{
	*flag = !*flag;
	--*number;
	*hresult = 0x80004005;
	*ntstatus = 0xc0000022;
	return status;
}

Colour s_enums(Colour colour, Size *size, RawEnum *raw)
{
	*size = *size == Size_SMALL ? Size_LARGE : Size_SMALL;
	*raw = (RawEnum)(*raw + 1);
	return colour == Colour_RED ? Colour_BLUE : Colour_RED;
}

void s_strings(wchar_t *text, wchar_t *nullable, char *ansi, char **ansi_again, wchar_t **nothing, wchar_t **result)
{
	wchar_t *other = nullable ? nullable : L"-";
	wchar_t *character;
	*ansi_again = midl_user_allocate(strlen(ansi) + 1);
	strcpy(*ansi_again, ansi);
	_strrev(*ansi_again);
	*nothing = NULL;
	*result = midl_user_allocate((wcslen(text) + wcslen(other) + 1) * sizeof(wchar_t));
	wcscat(wcscpy(*result, text), other);
	for (character = *result; *character; character++)
		if ((*character >= 'a' && *character <= 'z') || (*character >= 0xe0 && *character <= 0xfe))
			*character -= 0x20;
}

void s_fixedString(Named *named, Named *result)
{
	*result = *named;
	_strrev(result->name);
}

void s_sizedStrings(LONG size, wchar_t text[], wchar_t again[])
{
	wcscpy(again, text);
}

void s_countedString(CountedString *string, CountedString *result)
{
	int count = string->length / 2;
	int i;
	*result = *string;
	if (string->buffer) {
		result->buffer = midl_user_allocate(string->maximumLength);
		for (i = 0; i < count; i++)
			result->buffer[i] = string->buffer[count - 1 - i];
	}
}

static wchar_t *primed(const wchar_t *text)
{
	wchar_t *copy;
	if (!text)
		return NULL;
	copy = midl_user_allocate((wcslen(text) + 2) * sizeof(*copy));
	return wcscat(wcscpy(copy, text), L"'");
}

void s_structures(Point *point, Labelled *labelled, Point *mirrored, Labelled *result)
{
	*mirrored = mirrored_of(*point);
	result->number = -labelled->number;
	result->label = primed(labelled->label);
	result->hint = primed(labelled->hint);
	result->ansi = midl_user_allocate(strlen(labelled->ansi) + 2);
	strcat(strcpy(result->ansi, labelled->ansi), "'");
	result->size = -labelled->size;
}

void s_conformantStructure(Numbers **numbers)
{
	int i;
	if (*numbers) {
		(*numbers)->count /= 2;
		for (i = 0; i < (*numbers)->count; i++)
			(*numbers)->numbers[i] = (*numbers)->numbers[2 * i + 1];
	}
}

static Node *reversed_of(Node *list)
{
	Node *reversed = NULL;
	for (; list; list = list->next) {
		Node *node = NEW(Node);
		node->value = list->value;
		node->next = reversed;
		reversed = node;
	}
	return reversed;
}

void s_reverse(Node *list, Node **result)
{
	*result = reversed_of(list);
}

void s_pointers(LONG **unique, Point **point, short **twice, short ***twice_again)
{
	if (*unique)
		++**unique;
	if (*point)
		**point = mirrored_of(**point);
	*twice_again = NULL;
	if (twice) {
		*twice_again = NEW(short *);
		if (*twice) {
			**twice_again = NEW(short);
			***twice_again = **twice + 1;
		}
	}
}

boolean s_same(Point *first, Point *second)
{
	return first == second;
}

void s_aliases(Aliases *pair)
{
	if (pair->right == pair->left || !pair->left) {
		pair->right = pair->left;
	} else {
		pair->right = NEW(Numbered);
		pair->right->number = pair->left->number;
	}
}

void s_arrays(LONG fixed[4], LONG size, LONG length, short varying[], short conformant[], hyper *nullable,
		hyper **nullable_again)
{
	int i;
	for (i = 0; i < 2; i++) {
		LONG left = fixed[i];
		fixed[i] = fixed[3 - i];
		fixed[3 - i] = left;
	}
	for (i = 0; i < size; i++)
		conformant[i] = i < length ? varying[length - 1 - i] : 0;
	*nullable_again = NULL;
	if (nullable) {
		*nullable_again = midl_user_allocate(size * sizeof(hyper));
		for (i = 0; i < size; i++)
			(*nullable_again)[i] = nullable[size - 1 - i];
	}
}

void s_fixedVarying(LONG *length, byte octets[16])
{
	int i;
	--*length;
	for (i = 0; i < *length; i++)
		octets[i] -= 0x20;
}

void s_transpose(LONG matrix[2][3], LONG result[3][2])
{
	int i;
	for (i = 0; i < 6; i++)
		result[i % 3][i / 3] = matrix[i / 3][i % 3];
}

void s_arrayOfStructures(LONG count, Point points[])
{
	int i;
	for (i = 0; i < count; i++)
		points[i] = mirrored_of(points[i]);
}

void s_arrayOfStrings(LONG count, WideString texts[], WideString result[])
{
	int i;
	for (i = 0; i < count; i++)
		result[i] = texts[count - 1 - i] ? backwards_of(texts[count - 1 - i]) : NULL;
}

void s_counted(ByteArray *octets, ByteArray *octets_again, WideStringArray *texts, LongArray *numbers,
		LongArray *numbers_again, ShortArrayArray *nested, ShortArrayArray *nested_again, WideStringArray *result)
{
	ULONG i;
	ULONG j;
	octets_again->count = octets->count;
	octets_again->items = midl_user_allocate(octets->count);
	for (i = 0; i < octets->count; i++)
		octets_again->items[i] = octets->items[octets->count - 1 - i];
	numbers_again->count = numbers->count;
	numbers_again->items = NULL;
	if (numbers->items)
		numbers_again->items = midl_user_allocate(numbers->count * sizeof(LONG));
	for (i = 0; i < numbers->count; i++)
		numbers_again->items[i] = numbers->items[numbers->count - 1 - i];
	nested_again->count = nested->count;
	nested_again->items = midl_user_allocate(nested->count * sizeof(ShortArray));
	for (i = 0; i < nested->count; i++) {
		ShortArray *from = &nested->items[nested->count - 1 - i];
		ShortArray *to = &nested_again->items[i];
		to->count = from->count;
		to->items = midl_user_allocate(from->count * sizeof(short));
		for (j = 0; j < from->count; j++)
			to->items[j] = from->items[from->count - 1 - j];
	}
	result->count = texts->count;
	result->items = midl_user_allocate(texts->count * sizeof(WideString));
	for (i = 0; i < texts->count; i++)
		result->items[i] = backwards_of(texts->items[texts->count - 1 - i]);
}

void s_shapes(Shape *shape, Shape *result)
{
	switch (shape->tag) {
	case 1:
		result->tag = 2;
		result->value.circle.radius = (short)shape->value.dot.at;
		result->value.circle.area = shape->value.dot.at * 3.5f;
		break;
	case 2:
		result->tag = 3;
		break;
	default:
		result->tag = 1;
		result->value.dot.at = 7;
	}
}

void s_levels(short level, Level *value)
{
	if (level == 1 || level == 2)
		value->squared.number *= value->squared.number;
	else if (level == 7)
		value->mirrored.point = mirrored_of(value->mirrored.point);
}

void s_coloured(Colour colour, Paint *paint)
{
	if (colour == Colour_RED)
		paint->mixed.red++;
	else
		paint->plain.blue++;
}

void s_message(Message *message, Message *result)
{
	result->kind = message->kind;
	switch (message->kind) {
	case 1:
		result->body.text.text = backwards_of(message->body.text.text);
		break;
	case 2:
		if (message->body.octets.octets) {
			result->body.octets.count = 1;
			result->body.octets.octets = midl_user_allocate(1);
			result->body.octets.octets[0] = message->body.octets.octets[0];
		} else {
			memset(&result->body, 0, sizeof(result->body));
		}
		break;
	case 3:
		result->body.linked.node = reversed_of(message->body.linked.node);
	}
}

void s_open_(LONG start, ContextHandle *result)
{
	LONG *counter = NEW(LONG);
	*counter = start;
	*result = counter;
}

LONG s_next(ContextHandle handle)
{
	/* What Wine makes of a handle that it does not know */
	if (!handle)
		RpcRaiseException(0x1c00001a);
	return ++*(LONG *)handle;
}

void s_close_(ContextHandle *handle)
{
	midl_user_free(*handle);
	*handle = NULL;
}

void __RPC_USER ContextHandle_rundown(ContextHandle handle)
{
	midl_user_free(handle);
}

void s_fail(ULONG status)
{
	RpcRaiseException(status);
}

void s_bulk(LONG size, byte octets[])
{
	int i;
	for (i = 0; i < size; i++)
		octets[i]++;
}

LONG s_ranged(LONG number)
{
	return number + 1;
}

LONG s_rangedElements(LongFrom1To100Array *numbers, ShortFrom_1To1 *one)
{
	LONG sum = one ? *one : 0;
	ULONG i;
	for (i = 0; i < numbers->count; i++)
		sum += numbers->items[i];
	return sum;
}

LONG s_expressions(LONG n, LONG *m, short twice[], short more[], short pointed[], byte upTo[], byte half[])
{
	LONG last = twice[2 * n - 1] + more[n] + pointed[*m - 1] + upTo[n] + half[*m / 2 - 1];
	++*m;
	return last;
}

void s_turnedRows(LONG rows, short table[][3], short result[][3])
{
	int i;
	for (i = 0; i < rows; i++)
		memcpy(result[i], table[rows - 1 - i], sizeof(result[i]));
}

LONG s_explicit_(LONG left, handle_t binding, LONG right)
{
	/* Wine's binding handle is null */
	return left + right;
}

void s_object(MInterfacePointer *object, MInterfacePointer **result)
{
	ULONG i;
	*result = NULL;
	if (object) {
		*result = midl_user_allocate(sizeof(MInterfacePointer) + object->count);
		(*result)->count = object->count;
		for (i = 0; i < object->count; i++)
			(*result)->data[i] = object->data[object->count - 1 - i];
	}
}

void s_generic(Pair_Integer_String *pair, Pair_String_Integer *result)
{
	result->left = copy_of(pair->right);
	result->right = pair->left;
}

void s_inherited(Vehicle *vehicle, Vehicle *result)
{
	switch (vehicle->tag) {
	case 1:
		result->tag = 2;
		result->value.sail.area = vehicle->value.car.wheels * 10000000000LL;
		break;
	case 2:
		result->tag = 3;
		result->value.steam.funnels = -3;
		break;
	default:
		result->tag = 1;
		result->value.car.wheels = 4;
	}
}

boolean s_shared(NumberedFullPointerArray *numbers)
{
	return numbers->items[0] == numbers->items[numbers->count - 1];
}

void s_twice(LONG number, NumberedFullPointerArray *result)
{
	result->count = 2;
	result->items = midl_user_allocate(2 * sizeof(NumberedFullPointer));
	result->items[0] = result->items[1] = NEW(Numbered);
	result->items[0]->number = number;
}

void s_later(FileTime *instant, Interval *duration, FileTime *result)
{
	ULONGLONG time = ((ULONGLONG)instant->highDateTime << 32) + instant->lowDateTime;
	time += duration->seconds * 10000000 + duration->nanoseconds / 100;
	result->lowDateTime = (ULONG)time;
	result->highDateTime = (ULONG)(time >> 32);
}

void s_together(CalendarDate *date, TimeOfDay *time, OffsetDateAndTime *offset, DateAndTime *result)
{
	result->date = *date;
	result->time = *time;
	offset->dateTime = *result;
	offset->offset = 3600;
}

void s_zoned(ZonedDateAndTime *time, ZonedDateAndTime *result)
{
	*result = *time;
	result->dateTime.time.hour++;
	result->zone = copy_of(time->zone);
}

void s_price(Price *price, Price *result)
{
	result->amount.scale = price->amount.scale + 1;
	result->amount.unscaled.count = price->amount.unscaled.count;
	result->amount.unscaled.items = midl_user_allocate(price->amount.unscaled.count);
	memcpy(result->amount.unscaled.items, price->amount.unscaled.items, price->amount.unscaled.count);
	strcpy(result->currency, "CHF");
}

void s_counts(MapEntry_String_Integer_Array *counts, MapEntry_String_Integer_Array *result)
{
	ULONG i;
	result->count = counts->count;
	result->items = midl_user_allocate(counts->count * sizeof(MapEntry_String_Integer));
	for (i = 0; i < counts->count; i++) {
		result->items[i].key = copy_of(counts->items[i].key);
		result->items[i].value = counts->items[i].value + 1;
	}
}

void s_words(WideStringArray *words, WideStringArray *result)
{
	ULONG i;
	result->count = words->count;
	result->items = midl_user_allocate(words->count * sizeof(WideString));
	for (i = 0; i < words->count; i++)
		result->items[i] = backwards_of(words->items[words->count - 1 - i]);
}

void s_optionals(LONG *number, hyper *wide, LONG **next, hyper **next_wide, double **result)
{
	*next = NULL;
	*next_wide = NULL;
	*result = NULL;
	if (number) {
		*next = NEW(LONG);
		**next = *number + 1;
		*result = NEW(double);
		**result = *number / 2.0;
	}
	if (wide) {
		*next_wide = NEW(hyper);
		**next_wide = *wide + 1;
	}
}

void s_texts(wchar_t *uri, wchar_t *zone, wchar_t **other, wchar_t **result)
{
	*other = midl_user_allocate((wcslen(uri) + wcslen(zone) + 7) * sizeof(wchar_t));
	wcscat(wcscat(wcscpy(*other, uri), L"?zone="), zone);
	*result = copy_of(L"de-CH");
}

void s_openCounter(LONG start, CounterHandle *result)
{
	LONG *counter = NEW(LONG);
	*counter = start;
	*result = counter;
}

LONG s_count(CounterHandle counter)
{
	if (!counter)
		RpcRaiseException(0x1c00001a);
	return ++*(LONG *)counter;
}

void s_closeCounter(CounterHandle *counter)
{
	midl_user_free(*counter);
	*counter = NULL;
}

void __RPC_USER CounterHandle_rundown(CounterHandle counter)
{
	midl_user_free(counter);
}

int main(int argc, char **argv)
{
	return argc == 2 ? serve(argv[1], s_EveryType_v1_0_s_ifspec) : 2;
}
