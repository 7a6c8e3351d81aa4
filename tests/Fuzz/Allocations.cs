namespace LinuxPatchApi.Fuzz;

/// <summary>Bounded memory: what reading an input may allocate in all.</summary>
internal static class Allocations
{
    /// <summary>Copies, strings of two bytes a character, lists and findings: a factor, not a formula.</summary>
    private const long BytesPerByte = 512;

    private const long Fixed = 8 * 1024 * 1024;

    /// <summary>Runs the reading; a violation when it took more than the input can explain.</summary>
    public static void Bounded(byte[] input, Action read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        read();
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Violation.Unless(taken <= Fixed + (BytesPerByte * input.Length), $"{taken} bytes allocated for an input of {input.Length}");
    }
}
