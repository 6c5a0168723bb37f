/*
 * Included before everything else: what the sources that widl makes need beyond MinGW's headers. An exception within
 * one of its stubs for float and double passes without their cleaning up.
 */
#ifndef STUBS_H
#define STUBS_H

#define USE_COMPILER_EXCEPTIONS
#include <rpc.h>

#undef small
#define small signed char

#undef RpcTryFinally
#undef RpcFinally
#undef RpcEndFinally
#undef RpcTryExcept
#undef RpcExcept
#undef RpcEndExcept
#define RpcTryFinally {
#define RpcFinally } {
#define RpcEndFinally }
#define RpcTryExcept {
#define RpcExcept(filter) } if (0) {
#define RpcEndExcept }

#endif
