namespace LinuxPatchApi.Packages.Activity;

/// <summary>How a lock file locks.</summary>
internal enum LockKind
{
    /// <summary>By fcntl(2): the kernel knows the holder, and releases the lock when the holder exits.</summary>
    Kernel,

    /// <summary>By flock(2): the kernel knows the holder too, and lists it in /proc/locks only.</summary>
    Flock,

    /// <summary>By its existence: the holder is unknown, and the file outlives a holder that was killed.</summary>
    Presence,
}

/// <summary>One lock of the package manager.</summary>
/// <param name="IsOfIndexes">True when only a refresh of the indexes takes it.</param>
/// <param name="Service">The service of the engine that takes it, in the fifteen characters that the kernel keeps of a name.</param>
internal sealed record PackageLock(string Path, LockKind Kind = LockKind.Kernel, bool IsOfIndexes = false, string? Service = null)
{
    /// <summary>Of a lock by presence: the short names of the programs that make the file; empty when they are not known.</summary>
    public IReadOnlyList<string> Makers { get; init; } = [];
}
