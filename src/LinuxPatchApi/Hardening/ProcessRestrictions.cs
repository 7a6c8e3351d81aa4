using System.Runtime.InteropServices;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Hardening;

/// <summary>
/// What the daemon forbids itself wherever it runs and whatever its unit allows: executing programs, and exposing its memory, which holds
/// private keys, to a core dump or a debugger.
/// </summary>
internal static unsafe class ProcessRestrictions
{
    // linux/prctl.h
    private const int SetDumpable = 4;
    private const int SetNoNewPrivileges = 38;

    // linux/seccomp.h: SECCOMP_SET_MODE_FILTER with SECCOMP_FILTER_FLAG_TSYNC: applies to all threads, those of the runtime included
    private const nint FilterMode = 1;
    private const nint AllThreads = 1;

    /// <summary>Applies the restrictions to the process, irreversibly.</summary>
    /// <returns>What the kernel refused, as sentences; empty when all is in force.</returns>
    public static IReadOnlyList<string> Apply()
    {
        var refused = new List<string>();
        if (LibC.Control(SetDumpable, 0, 0, 0, 0) != 0)
        {
            refused.Add($"core dumps could not be forbidden (error {Marshal.GetLastPInvokeError()})");
        }

        // A process without capabilities may install a filter only after it has given up new privileges.
        if (LibC.Control(SetNoNewPrivileges, 1, 0, 0, 0) != 0 || !Filter())
        {
            refused.Add($"the execution of programs could not be forbidden (error {Marshal.GetLastPInvokeError()})");
        }

        return refused;
    }

    private static bool Filter()
    {
        if (ExecutionFilter.For(RuntimeInformation.ProcessArchitecture) is not { } program)
        {
            return false;
        }

        nint call = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 277 : 317;
        fixed (ExecutionFilter.Instruction* first = program)
        {
            var filter = new FilterProgram { Length = (ushort)program.Length, First = first };
            return LibC.SystemCall(call, FilterMode, AllThreads, &filter) == 0;
        }
    }

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public ExecutionFilter.Instruction* First;
    }
}
