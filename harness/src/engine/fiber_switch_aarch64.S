/*
 * The switch between fibers, AArch64 (AAPCS64). See fiber_switch_x86_64.S for the idea.
 *
 * void heddle_fiber_switch(void** from [x0], void* to [x1])
 * void heddle_fiber_leave(void* to [x0])
 */
    .text

    .globl heddle_fiber_switch
    .type heddle_fiber_switch, %function
    .p2align 4
heddle_fiber_switch:
    .cfi_startproc
    sub sp, sp, #160
    .cfi_adjust_cfa_offset 160
    stp d8, d9, [sp, #0]
    stp d10, d11, [sp, #16]
    stp d12, d13, [sp, #32]
    stp d14, d15, [sp, #48]
    stp x19, x20, [sp, #64]
    .cfi_rel_offset x19, 64
    .cfi_rel_offset x20, 72
    stp x21, x22, [sp, #80]
    .cfi_rel_offset x21, 80
    .cfi_rel_offset x22, 88
    stp x23, x24, [sp, #96]
    .cfi_rel_offset x23, 96
    .cfi_rel_offset x24, 104
    stp x25, x26, [sp, #112]
    .cfi_rel_offset x25, 112
    .cfi_rel_offset x26, 120
    stp x27, x28, [sp, #128]
    .cfi_rel_offset x27, 128
    .cfi_rel_offset x28, 136
    stp x29, x30, [sp, #144]
    .cfi_rel_offset x29, 144
    .cfi_rel_offset x30, 152
    mov x9, sp
    str x9, [x0]
    mov sp, x1
.Lrestore:
    ldp d8, d9, [sp, #0]
    ldp d10, d11, [sp, #16]
    ldp d12, d13, [sp, #32]
    ldp d14, d15, [sp, #48]
    ldp x19, x20, [sp, #64]
    ldp x21, x22, [sp, #80]
    ldp x23, x24, [sp, #96]
    ldp x25, x26, [sp, #112]
    ldp x27, x28, [sp, #128]
    ldp x29, x30, [sp, #144]
    add sp, sp, #160
    .cfi_adjust_cfa_offset -160
    ret
    .cfi_endproc
    .size heddle_fiber_switch, . - heddle_fiber_switch

    .globl heddle_fiber_leave
    .type heddle_fiber_leave, %function
    .p2align 4
heddle_fiber_leave:
    .cfi_startproc
    mov sp, x0
    b .Lrestore
    .cfi_endproc
    .size heddle_fiber_leave, . - heddle_fiber_leave

    /* First frame of every fiber: entry [x20] (argument [x19]). Unwinding ends here. */
    .globl heddle_fiber_entry
    .type heddle_fiber_entry, %function
    .p2align 4
heddle_fiber_entry:
    .cfi_startproc
    .cfi_undefined x30
    mov x0, x19
    blr x20
    brk #0
    .cfi_endproc
    .size heddle_fiber_entry, . - heddle_fiber_entry

    .section .note.GNU-stack, "", %progbits
