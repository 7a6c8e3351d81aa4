namespace LinuxPatchApi.Packages.Store;

/// <summary>Where a previous version is available.</summary>
[Flags]
internal enum PreviousSource
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>A configured repository still offers it.</summary>
    Repository = 1,

    /// <summary>The agent stored its file.</summary>
    Store = 2,
}
