using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>
/// A file system that is full or read-only is the cause of what dpkg and its scripts then tell under many names. Found in the words of the package
/// manager and in what was printed. Pure but for the table of mounts, which is given.
/// </summary>
internal static class DiskCause
{
    /// <summary>The failure with the file system as its cause; unchanged when the texts name none.</summary>
    /// <param name="failure">What the package manager told.</param>
    /// <param name="printed">Lines of the terminal log of this transaction.</param>
    public static PackageFailure Of(PackageFailure failure, IEnumerable<string> printed, Mounts mounts)
    {
        if (failure.Code is JobErrorCode.Cancelled or JobErrorCode.Timeout or JobErrorCode.Locked)
        {
            return failure;
        }

        var line = failure.Message.Split('\n').FirstOrDefault(l => DiskErrorText.IsReadOnly(l) || DiskErrorText.IsFull(l))
            ?? printed.FirstOrDefault(l => DiskErrorText.IsReadOnly(l) || DiskErrorText.WasFull(l));
        if (line is null)
        {
            return failure;
        }

        var isFull = !DiskErrorText.IsReadOnly(line);
        var path = Path(line);
        var place = path is null ? "a file system" : $"the file system {mounts.PointOf(path) ?? path}";
        var cause = isFull ? $"{place} is full" : $"{place} is read-only";
        return new PackageFailure(isFull ? JobErrorCode.DiskFull : JobErrorCode.ReadOnly, $"{cause}: {line.Trim()}", Retryable: false);
    }

    /// <summary>
    /// The last absolute path of a line that stands in quotes, else the last absolute path: dpkg names the archive, the member and then the file that
    /// it writes. Null when there is none.
    /// </summary>
    public static string? Path(string line)
    {
        string? quoted = null;
        var pieces = line.Split('\'', '"', '‘', '’');
        for (var i = 1; i < pieces.Length; i += 2)
        {
            quoted = pieces[i].StartsWith('/') ? pieces[i] : quoted;
        }

        return quoted ?? line.Split(' ').Select(word => word.Trim('(', ')', ',', ':', ';').TrimEnd('.')).LastOrDefault(word => word.Length > 1 && word[0] == '/');
    }
}
