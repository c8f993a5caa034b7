/*
 * The switch between fibers, x86-64 System V.
 *
 * void heddle_fiber_switch(void** from [rdi], void* to [rsi])
 * void heddle_fiber_leave(void* to [rdi])
 *
 * What a fiber has to remember are the callee-saved registers, on its own stack; its context is its
 * stack pointer. The layout is struct Saved in fiber.cpp. Both end in `ret`: the return predictor
 * then expects what really comes when the frames above return.
 */
    .text

    .globl heddle_fiber_switch
    .type heddle_fiber_switch, @function
    .p2align 4
heddle_fiber_switch:
    .cfi_startproc
    endbr64
    pushq %rbp
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset rbp, 0
    pushq %rbx
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset rbx, 0
    pushq %r12
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset r12, 0
    pushq %r13
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset r13, 0
    pushq %r14
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset r14, 0
    pushq %r15
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset r15, 0
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    /* The other fiber's stack has the same layout, so the same unwind rules hold. */
    popq %r15
    .cfi_adjust_cfa_offset -8
    .cfi_restore r15
    popq %r14
    .cfi_adjust_cfa_offset -8
    .cfi_restore r14
    popq %r13
    .cfi_adjust_cfa_offset -8
    .cfi_restore r13
    popq %r12
    .cfi_adjust_cfa_offset -8
    .cfi_restore r12
    popq %rbx
    .cfi_adjust_cfa_offset -8
    .cfi_restore rbx
    popq %rbp
    .cfi_adjust_cfa_offset -8
    .cfi_restore rbp
    ret
    .cfi_endproc
    .size heddle_fiber_switch, . - heddle_fiber_switch

    .globl heddle_fiber_leave
    .type heddle_fiber_leave, @function
    .p2align 4
heddle_fiber_leave:
    .cfi_startproc
    endbr64
    /* Pushes nothing: the dead frame below our return address stays intact. */
    movq %rdi, %rsp
    .cfi_def_cfa_offset 56
    popq %r15
    .cfi_adjust_cfa_offset -8
    popq %r14
    .cfi_adjust_cfa_offset -8
    popq %r13
    .cfi_adjust_cfa_offset -8
    popq %r12
    .cfi_adjust_cfa_offset -8
    popq %rbx
    .cfi_adjust_cfa_offset -8
    popq %rbp
    .cfi_adjust_cfa_offset -8
    ret
    .cfi_endproc
    .size heddle_fiber_leave, . - heddle_fiber_leave

    /* First frame of every fiber: entry [r13] (argument [r12]). Unwinding ends here. */
    .globl heddle_fiber_entry
    .type heddle_fiber_entry, @function
    .p2align 4
heddle_fiber_entry:
    .cfi_startproc
    .cfi_undefined rip
    movq %r12, %rdi
    callq *%r13
    ud2
    .cfi_endproc
    .size heddle_fiber_entry, . - heddle_fiber_entry

    .section .note.GNU-stack, "", @progbits
