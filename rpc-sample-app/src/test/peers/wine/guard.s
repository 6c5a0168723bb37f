/*
 * unsigned long guarded(void (*function)(void *), void *argument)
 *
 * Calls the function. Returns 0, or the code of the exception that ended it: structured exception handling, which
 * MinGW's GCC does not have. The filter notes the code, then the unwinder goes on at .Lcaught.
 */
	.text
	.globl	guarded
	.def	guarded; .scl 2; .type 32; .endef
	.seh_proc guarded
guarded:
	subq	$40, %rsp
	.seh_stackalloc 40
	.seh_endprologue
	.seh_handler __C_specific_handler, @except
	.seh_handlerdata
	.long	1
	.rva	.Lbegin, .Lend, note_exception, .Lcaught
	.text
.Lbegin:
	movq	%rcx, %rax
	movq	%rdx, %rcx
	call	*%rax
	nop
.Lend:
	xorl	%eax, %eax
	addq	$40, %rsp
	ret
.Lcaught:
	movl	noted_exception(%rip), %eax
	addq	$40, %rsp
	ret
	.seh_endproc
