namespace LinuxPatchApi.Cli;

/// <summary>The output of --version. The build id distinguishes two binaries of the same version.</summary>
internal static class VersionText
{
    private const string OwnImage = "/proc/self/exe";

    public static string Own() => $"linux-patch-api {BuildInfo.Version} commit {BuildInfo.Commit} build-id {OwnBuildId()}";

    /// <summary>Lower-case hexadecimal; "none" when the image has no build id or cannot be read.</summary>
    public static string OwnBuildId()
    {
        try
        {
            using FileStream image = new(OwnImage, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            return Elf.ElfBuildId.Read(image) ?? "none";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "none";
        }
    }
}
