/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a program of each architecture begins and calls the kernel.
 *
 *   _start                      passes the stack, where argc stands, to begin()
 *   system_call(n, a ... f)     returns what the kernel does, errors as negative numbers
 *   system_fork()               where fork() tells a child in a way of its own
 */
#include <asm/unistd.h>

	.text
	.globl _start, system_call
	.type _start, %function
	.type system_call, %function

#if defined(__x86_64__)

_start:
	xor %ebp, %ebp
	mov %rsp, %rdi
	and $-16, %rsp
	call begin
system_call:
	mov %rdi, %rax
	mov %rsi, %rdi
	mov %rdx, %rsi
	mov %rcx, %rdx
	mov %r8, %r10
	mov %r9, %r8
	mov 8(%rsp), %r9
	syscall
	ret

#elif defined(__i386__)

_start:
	xor %ebp, %ebp
	mov %esp, %eax
	and $-16, %esp
	sub $12, %esp
	push %eax
	call begin
system_call:
	push %ebp
	push %ebx
	push %esi
	push %edi
	mov 20(%esp), %eax
	mov 24(%esp), %ebx
	mov 28(%esp), %ecx
	mov 32(%esp), %edx
	mov 36(%esp), %esi
	mov 40(%esp), %edi
	mov 44(%esp), %ebp
	int $0x80
	pop %edi
	pop %esi
	pop %ebx
	pop %ebp
	ret

#elif defined(__aarch64__)

_start:
	mov x0, sp
	b begin
system_call:
	mov x8, x0
	mov x0, x1
	mov x1, x2
	mov x2, x3
	mov x3, x4
	mov x4, x5
	mov x5, x6
	svc #0
	ret

#elif defined(__arm__)

	.arm
_start:
	mov r0, sp
	bic sp, sp, #7
	b begin
system_call:
	push {r4, r5, r7, lr}
	mov r7, r0
	mov r0, r1
	mov r1, r2
	mov r2, r3
	ldr r3, [sp, #16]
	ldr r4, [sp, #20]
	ldr r5, [sp, #24]
	svc #0
	pop {r4, r5, r7, pc}

#elif defined(__riscv)

_start:
	mv a0, sp
	andi sp, sp, -16
	tail begin
system_call:
	mv a7, a0
	mv a0, a1
	mv a1, a2
	mv a2, a3
	mv a3, a4
	mv a4, a5
	mv a5, a6
	ecall
	ret

#elif defined(__s390x__)

_start:
	lgr %r2, %r15
	aghi %r15, -160
	xc 0(8,%r15), 0(%r15)
	jg begin
system_call:
	stmg %r6, %r7, 48(%r15)
	lgr %r1, %r2
	lgr %r2, %r3
	lgr %r3, %r4
	lgr %r4, %r5
	lgr %r5, %r6
	lg %r6, 160(%r15)
	lg %r7, 168(%r15)
	svc 0
	lmg %r6, %r7, 48(%r15)
	br %r14

#elif defined(__loongarch__)

_start:
	move $a0, $sp
	bstrins.d $sp, $zero, 3, 0
	b begin
system_call:
	move $a7, $a0
	move $a0, $a1
	move $a1, $a2
	move $a2, $a3
	move $a3, $a4
	move $a4, $a5
	move $a5, $a6
	syscall 0
	jr $ra

#elif defined(__powerpc__)

_start:
	mr 3, 1
#ifdef __powerpc64__
	.abiversion 2
	bl 1f
1:	mflr 12
	addis 2, 12, .TOC.-1b@ha
	addi 2, 2, .TOC.-1b@l
	clrrdi 1, 1, 4
	stdu 1, -64(1)
#else
	clrrwi 1, 1, 4
	stwu 1, -32(1)
#endif
	bl begin
	nop
system_call:
	mr 0, 3
	mr 3, 4
	mr 4, 5
	mr 5, 6
	mr 6, 7
	mr 7, 8
	mr 8, 9
	sc
	bnslr
	neg 3, 3
	blr

#elif defined(__mips64)

	.set noreorder
	.globl __start
__start:
_start:
	move $a0, $sp
	li $t0, -16
	and $sp, $sp, $t0
	jal begin
	nop
system_call:
	move $v0, $a0
	move $a0, $a1
	move $a1, $a2
	move $a2, $a3
	move $a3, $8
	move $8, $9
	move $9, $10
	syscall
	beqz $a3, 1f
	nop
	dnegu $v0, $v0
1:	jr $ra
	nop

#elif defined(__mips__)

	.set noreorder
	.globl __start
__start:
_start:
	move $a0, $sp
	li $t0, -16
	and $sp, $sp, $t0
	addiu $sp, $sp, -32
	jal begin
	nop
system_call:
	addiu $sp, $sp, -32
	move $v0, $a0
	move $a0, $a1
	move $a1, $a2
	move $a2, $a3
	lw $a3, 48($sp)
	lw $t0, 52($sp)
	lw $t1, 56($sp)
	sw $t0, 16($sp)
	sw $t1, 20($sp)
	syscall
	addiu $sp, $sp, 32
	beqz $a3, 1f
	nop
	negu $v0, $v0
1:	jr $ra
	nop

#elif defined(__sparc__) && defined(__arch64__)

/* Stack addresses are 2047 less than what they stand for; 176 bytes are the callee's. */
_start:
	add %sp, 2047 + 128, %o0
	call begin
	sub %sp, 192, %sp
system_call:
	mov %o0, %g1
	mov %o1, %o0
	mov %o2, %o1
	mov %o3, %o2
	mov %o4, %o3
	mov %o5, %o4
	ldx [%sp + 2047 + 176], %o5
	ta 0x6d
	bcc,pt %xcc, 1f
	nop
	neg %o0
1:	retl
	nop

/* %o1 is 1 in the child, and 0 in the parent. */
	.globl system_fork
	.type system_fork, %function
system_fork:
	mov __NR_fork, %g1
	ta 0x6d
	bcc,pt %xcc, 1f
	sub %o1, 1, %o1
	neg %o0
	retl
	nop
1:	retl
	and %o0, %o1, %o0

#elif defined(__m68k__)

_start:
	move.l %sp, %d0
	move.l %d0, -(%sp)
	jbsr begin
system_call:
	movem.l %d2-%d5, -(%sp)
	movem.l 20(%sp), %d0-%d5
	move.l 44(%sp), %a0
	trap #0
	movem.l (%sp)+, %d2-%d5
	rts

#else
#error "system.S does not know this architecture"
#endif

	.section .note.GNU-stack, "", %progbits
