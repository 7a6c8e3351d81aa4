using System.Runtime.InteropServices;

namespace LinuxPatchApi.Hardening;

/// <summary>
/// A seccomp(2) program that refuses execve and execveat with EPERM, and all calls of other system call tables, which offer the same two.
/// Pure.
/// </summary>
internal static class ExecutionFilter
{
    // linux/bpf_common.h
    private const ushort LoadWord = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfNotBelow = 0x35;
    private const ushort Return = 0x06;

    // struct seccomp_data
    private const uint NumberAt = 0;
    private const uint ArchitectureAt = 4;

    // linux/seccomp.h: SECCOMP_RET_ALLOW, and SECCOMP_RET_ERRNO with EPERM
    private const uint Allow = 0x7fff0000;
    private const uint Refuse = 0x00050001;

    /// <summary>x32 system calls are the x86-64 ones with this bit.</summary>
    private const uint X32 = 0x40000000;

    /// <summary>One instruction with the layout of <c>struct sock_filter</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);

    /// <summary>Returns the program; null for an architecture whose call numbers are not listed.</summary>
    public static Instruction[]? For(Architecture architecture) => architecture switch
    {
        // linux/audit.h AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64; the numbers are those of asm/unistd_64.h and asm-generic/unistd.h
        Architecture.X64 => Program(0xc000003e, execve: 59, execveat: 322),
        Architecture.Arm64 => Program(0xc00000b7, execve: 221, execveat: 281),
        _ => null,
    };

    private static Instruction[] Program(uint own, uint execve, uint execveat) =>
    [
        new(LoadWord, 0, 0, ArchitectureAt),
        new(JumpIfEqual, 0, 5, own),
        new(LoadWord, 0, 0, NumberAt),
        new(JumpIfNotBelow, 3, 0, X32),
        new(JumpIfEqual, 2, 0, execve),
        new(JumpIfEqual, 1, 0, execveat),
        new(Return, 0, 0, Allow),
        new(Return, 0, 0, Refuse),
    ];
}
