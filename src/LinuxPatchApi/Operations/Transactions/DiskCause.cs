using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>
/// Finds a full or read-only file system as the cause of failures that dpkg and its scripts report in many forms, from the package
/// manager's report and the terminal log. Pure: the table of mounts is given.
/// </summary>
internal static class DiskCause
{
    /// <summary>Returns the failure with the file system as its cause; unchanged when the texts name none.</summary>
    /// <param name="failure">The package manager's failure.</param>
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
    /// Returns the last absolute path in quotes, else the last absolute path of a line: dpkg names the archive, the member and then the
    /// file that it writes. Null when there is none.
    /// </summary>
    public static string? Path(string line)
    {
        string? quoted = null;
        var pieces = line.Split('\'', '"', '‘', '’');
        for (var i = 1; i < pieces.Length; i += 2)
        {
            quoted = pieces[i].StartsWith('/') ? pieces[i] : quoted;
        }

        return quoted
            ?? line.Split(' ').Select(part => part.Trim('(', ')', ',', ':', ';').TrimEnd('.'))
                .LastOrDefault(part => part.Length > 1 && part[0] == '/')

            // rpm and pacman name a file system, which may be the root.
            ?? (line.Contains(" / ", StringComparison.Ordinal) ? "/" : null);
    }
}
