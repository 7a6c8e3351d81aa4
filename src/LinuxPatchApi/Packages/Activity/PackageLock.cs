namespace LinuxPatchApi.Packages.Activity;

/// <summary>How a lock file locks.</summary>
internal enum LockKind
{
    /// <summary>By fcntl(2): the kernel knows the holder, and frees it with the holder's end.</summary>
    Kernel,

    /// <summary>By being there: who made it is not known, and it outlives a holder that was killed.</summary>
    Presence,
}

/// <summary>One lock of the package manager.</summary>
/// <param name="IsOfIndexes">Only a refresh of the indexes takes it.</param>
internal sealed record PackageLock(string Path, LockKind Kind = LockKind.Kernel, bool IsOfIndexes = false);
