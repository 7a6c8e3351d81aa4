using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families;

/// <summary>Reads the small text files in which package managers list held packages.</summary>
internal static class HoldFile
{
    /// <summary>Origin: more than a lock with a comment for each of 5 000 packages takes.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Returns the trimmed lines; none when the file does not exist, or /dev/null is in its place.</summary>
    public static PackageResult<string[]> Lines(string path)
    {
        if (RegularFile.IsNull(path))
        {
            return Array.Empty<string>();
        }

        var (bytes, problem) = BoundedFile.Read(path, MostBytes);
        return problem switch
        {
            null => Encoding.UTF8.GetString(bytes!).Split('\n', StringSplitOptions.TrimEntries),
            { Reason: FileFailure.NotFound } => Array.Empty<string>(),
            _ => new PackageFailure(
                JobErrorCode.PackageManagerError, $"what is held on the host cannot be read: {problem}", Retryable: false),
        };
    }
}
