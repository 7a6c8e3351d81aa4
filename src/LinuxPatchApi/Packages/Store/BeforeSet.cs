using System.Globalization;
using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Store;

/// <summary>
/// Stores the installed set before the running transaction on disk: when the agent restarts during it, the next process can still report
/// all changes. One file, because one package job runs at a time; one line per package.
/// </summary>
/// <param name="path">The agent's own file.</param>
/// <param name="terms">Of the host's family.</param>
/// <param name="write">Replaces the file atomically; throws <see cref="IOException"/> when it cannot.</param>
internal sealed class BeforeSet(string path, PackageTerms terms, Action<string, ReadOnlySpan<byte>> write)
{
    /// <summary>Origin: the largest host seen has 12 000 packages at 60 bytes; five times that.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Returns null when the set was stored, else why not: after a restart only the plan is compared then.</summary>
    public string? Keep(Guid job, InstalledInventory before)
    {
        var text = new StringBuilder().Append(job).Append('\n');
        foreach (var package in before.Packages)
        {
            text.Append(package.Name).Append('\t').Append(package.Architecture).Append('\t').Append(package.Version).Append('\t')
                .Append((int)package.State).Append(package.ReinstallRequired ? "!" : "").Append('\n');
        }

        text.Append("end\n");
        var content = Encoding.UTF8.GetBytes(text.ToString());
        if (content.Length > MaxBytes)
        {
            return $"the installed set takes more than {MaxBytes} bytes";
        }

        try
        {
            write(path, content);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SystemErrorText.Of(e);
        }
    }

    /// <summary>Returns null when no set was stored for this job, or it cannot be read.</summary>
    public InstalledInventory? Of(Guid job)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length > MaxBytes)
            {
                return null;
            }

            var lines = RegularFile.ReadAllLines(path);
            return lines.Length >= 2 && lines[0] == job.ToString() && lines[^1] == "end"
                ? new InstalledInventory([.. lines[1..^1].Select(Package)], file.LastWriteTimeUtc, terms)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    private static InstalledPackage Package(string line)
    {
        var parts = line.Split('\t');
        return parts.Length == 4
            ? new InstalledPackage(parts[0], parts[1], parts[2])
            {
                State = (InstalledState)int.Parse(parts[3].TrimEnd('!'), NumberStyles.None, CultureInfo.InvariantCulture),
                ReinstallRequired = parts[3].EndsWith('!'),
            }
            : throw new FormatException("a line is not of four parts");
    }
}
