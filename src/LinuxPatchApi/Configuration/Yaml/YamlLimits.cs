namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>Limits of a configuration file; each is far above what a hand-written file needs.</summary>
internal static class YamlLimits
{
    /// <summary>
    /// Bytes of a file. Origin: an allow-list of 10 000 addresses has about 200 KB; anything larger is no configuration file.
    /// </summary>
    public const int MaxFileBytes = 256 * 1024;

    /// <summary>
    /// Levels of nested sections and lists. Origin: the agent's files use 3; the limit protects the recursive reader from a stack overflow.
    /// </summary>
    public const int MaxDepth = 16;
}
