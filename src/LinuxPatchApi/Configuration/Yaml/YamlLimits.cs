namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>Bounds on what a configuration file may be; each is far above what a hand-written file needs.</summary>
internal static class YamlLimits
{
    /// <summary>Bytes. Origin: an allow-list of 10 000 addresses is about 200 KB; anything larger is not a configuration file.</summary>
    public const int MaxFileBytes = 256 * 1024;

    /// <summary>
    /// Nested sections and lists. Origin: our own files use 3; the bound keeps the recursive reader off the end of the stack.
    /// </summary>
    public const int MaxDepth = 16;
}
