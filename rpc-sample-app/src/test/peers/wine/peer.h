/* What clients and servers have in common. */
#ifndef PEER_H
#define PEER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>
#include <rpc.h>

/* guard.s */
unsigned long guarded(void (*function)(void *), void *argument);

unsigned long noted_exception;

/* The filter of guarded: takes every exception. */
long note_exception(EXCEPTION_POINTERS *pointers, void *frame)
{
	noted_exception = pointers->ExceptionRecord->ExceptionCode;
	return EXCEPTION_EXECUTE_HANDLER;
}

static int failures;

/* Says what is not as it has to be. */
#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			printf("line %d: %s\n", __LINE__, #condition); \
			failures++; \
		} \
	} while (0)

void *__RPC_USER midl_user_allocate(SIZE_T size)
{
	return calloc(1, size ? size : 1);
}

void __RPC_USER midl_user_free(void *pointer)
{
	free(pointer);
}

static void call(void *operation)
{
	((void (*)(void))operation)();
}

/* Runs the test of an operation, and says how it went. */
static void run(const char *name, void (*operation)(void))
{
	int before = failures;
	unsigned long status = guarded(call, operation);
	if (status) {
		printf("exception 0x%lx\n", status);
		failures++;
	}
	printf("%s %s\n", before == failures ? "ok" : "FAILED", name);
	fflush(stdout);
}

/* A binding to a string binding, or the end. */
static handle_t bind_to(const char *string_binding)
{
	handle_t binding = NULL;
	RPC_STATUS status = RpcBindingFromStringBindingA((RPC_CSTR)string_binding, &binding);
	if (status) {
		printf("%s: status %ld\n", string_binding, status);
		exit(2);
	}
	return binding;
}

static DWORD WINAPI end_with_input(void *unused)
{
	while (getchar() != EOF)
		;
	ExitProcess(0);
	return 0;
}

/* Serves an interface on a TCP port until the standard input ends. */
static int serve(const char *port, RPC_IF_HANDLE rpc_interface)
{
	RPC_STATUS status = RpcServerUseProtseqEpA((RPC_CSTR)"ncacn_ip_tcp", 20, (RPC_CSTR)port, NULL);
	if (!status)
		status = RpcServerRegisterIf(rpc_interface, NULL, NULL);
	if (!status)
		status = RpcServerListen(1, 20, TRUE);
	if (status) {
		printf("status %ld\n", status);
		return 2;
	}
	CreateThread(NULL, 0, end_with_input, NULL, 0, NULL);
	printf("ready\n");
	fflush(stdout);
	RpcMgmtWaitServerListen();
	return 0;
}

/* A copy that the stubs may free. */
static inline wchar_t *copy_of(const wchar_t *text)
{
	wchar_t *copy = midl_user_allocate((wcslen(text) + 1) * sizeof(*copy));
	wcscpy(copy, text);
	return copy;
}

#endif
