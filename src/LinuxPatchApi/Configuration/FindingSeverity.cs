namespace LinuxPatchApi.Configuration;

internal enum FindingSeverity
{
    /// <summary>Nothing to do; said so that nobody is surprised.</summary>
    Info,

    /// <summary>Works today, should be changed.</summary>
    Warning,

    /// <summary>The file is not used.</summary>
    Error,
}
