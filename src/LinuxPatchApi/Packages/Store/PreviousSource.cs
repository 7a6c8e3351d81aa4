namespace LinuxPatchApi.Packages.Store;

/// <summary>Where a former version can be had from.</summary>
[Flags]
internal enum PreviousSource
{
    /// <summary>From nowhere.</summary>
    None = 0,

    /// <summary>A configured repository still gives it.</summary>
    Repository = 1,

    /// <summary>The agent kept its file.</summary>
    Store = 2,
}
